package org.allcity.counts;

import static org.allcity.counts.FactKind.CANCELLED;
import static org.allcity.counts.FactKind.PLACED;
import static org.allcity.counts.FactKind.SERVED;
import static org.allcity.counts.FactKind.VOIDED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.allcity.counts.recount.Recount;
import org.junit.jupiter.api.Test;

/** What an order's set of facts means, case by case, for the fold and the recount alike. */
class MeaningOfFactsTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final Place WENXIN = new Place("330106003", "330106-0042");
    private static final Place GUDANG = new Place("330106004", "330106-0043");
    private static final Place QINGBO = new Place("330102001", "330102-0001");
    private static final UUID ORDER = new UUID(0, 1);
    private static final UUID OTHER_ORDER = new UUID(0, 2);
    private static final UUID DINER = new UUID(9, 9);

    @Test
    void countsServingsOfAMealThatWasServed() {
        assertThat(measures(fact(SERVED).servings(3))).isEqualTo(Map.of("MEALS", 3L));
    }

    @Test
    void countsARepeatedFactOnce() {
        assertThat(measures(fact(SERVED), fact(SERVED), fact(SERVED).receivedLater(90))).isEqualTo(Map.of("MEALS", 1L));
    }

    @Test
    void countsAVoidedServingAsVoidedOnlyWhicheverCameFirst() {
        assertThat(measures(fact(SERVED), fact(VOIDED))).isEqualTo(Map.of("VOIDED", 1L));
        assertThat(measures(fact(VOIDED), fact(SERVED))).isEqualTo(Map.of("VOIDED", 1L));
    }

    @Test
    void countsNothingForACancellationOrVoidAlone() {
        assertThat(measures(fact(CANCELLED))).isEmpty();
        assertThat(measures(fact(VOIDED), fact(CANCELLED))).isEmpty();
    }

    @Test
    void countsAnOrderAsCollectedEvenIfItsServingIsVoided() {
        assertThat(measures(fact(PLACED), fact(SERVED)))
                .isEqualTo(Map.of("PLACED", 1L, "COLLECTED", 1L, "MEALS", 1L));
        assertThat(measures(fact(PLACED), fact(SERVED), fact(VOIDED)))
                .isEqualTo(Map.of("PLACED", 1L, "COLLECTED", 1L, "VOIDED", 1L));
    }

    @Test
    void countsACancellationOnlyOfAnOrderThatWasNotServed() {
        assertThat(measures(fact(PLACED), fact(CANCELLED))).isEqualTo(Map.of("PLACED", 1L, "CANCELLED", 1L));
        assertThat(measures(fact(PLACED), fact(CANCELLED), fact(SERVED)))
                .isEqualTo(Map.of("PLACED", 1L, "COLLECTED", 1L, "MEALS", 1L));
    }

    @Test
    void takesPlacedAndServedEachUnderItsOwnAttributes() {
        Map<CountKey, Long> counts = counts(
                fact(PLACED).at(WENXIN).servings(2).day(DAY), fact(SERVED).at(GUDANG).day(DAY.plusDays(1)));

        assertThat(counts)
                .containsEntry(meals(DAY, WENXIN, Measure.PLACED), 2L)
                .containsEntry(meals(DAY, WENXIN, Measure.COLLECTED), 2L)
                .containsEntry(meals(DAY.plusDays(1), GUDANG, Measure.MEALS), 1L);
    }

    @Test
    void letsTheLesserTimeThenTheLesserEventIdHoldBetweenFactsThatDisagree() {
        assertThat(measures(fact(SERVED).servings(5).minute(9), fact(SERVED).servings(2).minute(8)))
                .isEqualTo(Map.of("MEALS", 2L));
        // As unsigned bytes 7f... comes before ff..., as a signed number after it.
        assertThat(measures(fact(SERVED).servings(5).event(-1), fact(SERVED).servings(2).event(Long.MAX_VALUE)))
                .isEqualTo(Map.of("MEALS", 2L));
    }

    @Test
    void countsFurtherMealsOfTheSamePeriodAsSecondWhereverServed() {
        Map<CountKey, Long> counts =
                counts(fact(SERVED).minute(30).at(QINGBO).servings(2), fact(SERVED).order(OTHER_ORDER).minute(29));

        assertThat(counts).containsEntry(meals(DAY, QINGBO, Measure.SECOND_MEALS), 2L);
        assertThat(counts).doesNotContainKey(meals(DAY, WENXIN, Measure.SECOND_MEALS));
    }

    @Test
    void breaksATieForTheFirstMealByTheUnsignedOrderId() {
        Map<CountKey, Long> counts = counts(
                fact(SERVED).order(new UUID(-1, 0)).at(QINGBO),
                fact(SERVED).order(new UUID(Long.MAX_VALUE, 0)).at(WENXIN));

        assertThat(counts).containsEntry(meals(DAY, QINGBO, Measure.SECOND_MEALS), 1L);
    }

    @Test
    void countsNoSecondMealInAnotherPeriodOrDayNorAfterAVoid() {
        assertThat(measures(fact(SERVED), fact(SERVED).order(OTHER_ORDER).period(MealPeriod.DINNER)))
                .isEqualTo(Map.of("MEALS", 2L));
        assertThat(measures(fact(SERVED), fact(SERVED).order(OTHER_ORDER).day(DAY.plusDays(1))))
                .isEqualTo(Map.of("MEALS", 2L));
        assertThat(measures(fact(SERVED), fact(VOIDED), fact(SERVED).order(OTHER_ORDER).minute(50)))
                .isEqualTo(Map.of("MEALS", 1L, "VOIDED", 1L));
    }

    @Test
    void countsUnregisteredDinersInMealsAndNeverInPersonsOrSecondMeals() {
        FactBuilder first = fact(SERVED).unregistered();
        FactBuilder second = fact(SERVED).order(OTHER_ORDER).unregistered();

        assertThat(measures(first, second)).isEqualTo(Map.of("MEALS", 2L));
        assertThat(persons(first, second)).isEmpty();
    }

    @Test
    void keepsOrdersOfOneIdApartByDiner() {
        assertThat(measures(fact(SERVED), fact(VOIDED).diner(new UUID(8, 8)))).isEqualTo(Map.of("MEALS", 1L));
    }

    @Test
    void countsAPersonOncePerWindowAndArea() {
        assertThat(persons(
                        fact(SERVED).at(WENXIN),
                        fact(SERVED).order(OTHER_ORDER).at(GUDANG).period(MealPeriod.DINNER),
                        fact(SERVED).order(new UUID(0, 3)).at(QINGBO).day(DAY.minusDays(1))))
                .containsEntry("DAY 2026-11-23 330100", 1L)
                .containsEntry("DAY 2026-11-23 330106", 1L)
                .containsEntry("DAY 2026-11-23 330106003:330106-0042", 1L)
                .doesNotContainKey("DAY 2026-11-23 330102")
                .containsEntry("MONTH 2026-11-01 330100", 1L)
                .containsEntry("MONTH 2026-11-01 330102", 1L)
                .containsEntry("YEAR 2026-01-01 330100", 1L);
    }

    @Test
    void countsASeniorWhereAtLeastOneMealWasUnderASeniorGroup() {
        var keys = counts(
                        fact(SERVED).at(WENXIN).group(DinerGroup.UNDER_60),
                        fact(SERVED).order(OTHER_ORDER).at(QINGBO).group(DinerGroup.AGE_90_PLUS))
                .keySet();

        assertThat(keys)
                .contains(senior(AreaLevel.CITY, WENXIN), senior(AreaLevel.DISTRICT, QINGBO))
                .doesNotContain(senior(AreaLevel.DISTRICT, WENXIN));
    }

    @Test
    void drawsTheCurveByTheTimeOfServing() {
        assertThat(counts(fact(SERVED).minute(14))).containsKey(new CountKey.Curve(DAY, "330106", 44));
        assertThat(counts(fact(SERVED).minute(15))).containsKey(new CountKey.Curve(DAY, "330106", 45));
    }

    @Test
    void acceptsAFactOnTheLastDayOfTheCorrectionWindowAndNoneAfterIt() {
        Instant received = DAY.atTime(23, 59).toInstant(ServiceDay.OFFSET);

        assertThat(measures(fact(SERVED).day(DAY.minusDays(45)).received(received))).isNotEmpty();
        assertThat(measures(fact(SERVED).day(DAY.minusDays(46)).received(received))).isEmpty();
        assertThat(measures(fact(PLACED).day(DAY.plusDays(14)).received(received))).isNotEmpty();
        assertThat(measures(fact(PLACED).day(DAY.plusDays(15)).received(received))).isEmpty();
    }

    @Test
    void opensANewOrderForAFactThatComesAfterTheWindowOfItsOrder() {
        Instant onLastDay = DAY.plusDays(45).atTime(23, 59).toInstant(ServiceDay.OFFSET);
        Instant dayAfter = DAY.plusDays(46).atTime(0, 0).toInstant(ServiceDay.OFFSET);

        assertThat(measures(fact(SERVED), fact(VOIDED).day(DAY.plusDays(20)).received(onLastDay)))
                .isEqualTo(Map.of("VOIDED", 1L));
        assertThat(measures(fact(SERVED), fact(VOIDED).day(DAY.plusDays(20)).received(dayAfter)))
                .isEqualTo(Map.of("MEALS", 1L));
    }

    private static CountKey.Meals meals(LocalDate day, Place place, Measure measure) {
        return new CountKey.Meals(day, place, MealPeriod.LUNCH, ServiceMode.DINE_IN, DinerGroup.AGE_60_79, measure);
    }

    private static CountKey.Persons senior(AreaLevel level, Place place) {
        return new CountKey.Persons(Window.of(Window.Kind.DAY, DAY), place.area(level), PersonMeasure.SENIORS);
    }

    private static Map<String, Long> measures(FactBuilder... facts) {
        Map<String, Long> measures = new TreeMap<>();
        counts(facts).forEach((key, count) -> {
            if (key instanceof CountKey.Meals meals) {
                measures.merge(meals.measure().name(), count, Long::sum);
            }
        });
        return measures;
    }

    private static Map<String, Long> persons(FactBuilder... facts) {
        Map<String, Long> persons = new TreeMap<>();
        counts(facts).forEach((key, count) -> {
            if (key instanceof CountKey.Persons person && person.measure() == PersonMeasure.PERSONS) {
                Window window = person.window();
                persons.put(window.kind() + " " + window.first() + " " + person.area().path(), count);
            }
        });
        return persons;
    }

    /** The counts of these facts, which fold and recount must agree on. */
    private static Map<CountKey, Long> counts(FactBuilder... builders) {
        List<Fact> facts = Stream.of(builders).map(FactBuilder::build).toList();
        FactsFolded fold = new FactsFolded(Map.of());
        facts.forEach(fold::add);
        Map<CountKey, Long> folded = fold.batch(new LogId("c", "t", 1), 0, 0, facts.size()).changes().toMap();
        assertThat(Recount.of(facts).counts()).isEqualTo(folded);
        return folded;
    }

    private static FactBuilder fact(FactKind kind) {
        return new FactBuilder(kind);
    }

    private static final class FactBuilder {
        private final FactKind kind;
        private UUID order = ORDER;
        private UUID event = new UUID(5, 5);
        private DinerId diner = DinerId.registered(DINER);
        private LocalDate day = DAY;
        private int minute;
        private Instant received = DAY.atTime(12, 0).toInstant(ServiceDay.OFFSET);
        private MealPeriod period = MealPeriod.LUNCH;
        private DinerGroup group = DinerGroup.AGE_60_79;
        private int servings = 1;
        private Place place = WENXIN;

        private FactBuilder(FactKind kind) {
            this.kind = kind;
        }

        private FactBuilder order(UUID id) {
            order = id;
            return this;
        }

        private FactBuilder event(long high) {
            event = new UUID(high, 0);
            return this;
        }

        private FactBuilder diner(UUID pseudonym) {
            diner = DinerId.registered(pseudonym);
            return this;
        }

        private FactBuilder unregistered() {
            diner = DinerId.unregistered(order);
            group = DinerGroup.UNREGISTERED;
            return this;
        }

        private FactBuilder day(LocalDate serviceDate) {
            day = serviceDate;
            return this;
        }

        private FactBuilder minute(int ofEleven) {
            minute = ofEleven;
            return this;
        }

        private FactBuilder received(Instant at) {
            received = at;
            return this;
        }

        private FactBuilder receivedLater(int seconds) {
            received = received.plusSeconds(seconds);
            return this;
        }

        private FactBuilder period(MealPeriod of) {
            period = of;
            return this;
        }

        private FactBuilder group(DinerGroup of) {
            group = of;
            return this;
        }

        private FactBuilder servings(int units) {
            servings = units;
            return this;
        }

        private FactBuilder at(Place point) {
            place = point;
            return this;
        }

        private Fact build() {
            return new Fact(
                    event,
                    order,
                    diner,
                    kind,
                    day.atTime(11, minute).toInstant(ServiceDay.OFFSET),
                    received,
                    day,
                    period,
                    ServiceMode.DINE_IN,
                    group,
                    servings,
                    place);
        }
    }
}
