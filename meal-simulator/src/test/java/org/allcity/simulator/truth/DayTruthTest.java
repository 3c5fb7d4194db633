package org.allcity.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.Terminal;
import org.allcity.simulator.day.Capture;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.FactKind;
import org.allcity.simulator.day.ServiceMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each rule of how facts are counted, by hand. */
class DayTruthTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final MealPoint HERE = point(0, "330106-1001", "330106003");
    private static final MealPoint THERE = point(1, "330106-1002", "330106003");
    private static final MealPoint FAR = point(2, "330102-1001", "330102001");
    private static final Diner GRANDMA = new Diner(1, HERE, DinerGroup.AGE_80_89, "330106");
    private static final Diner STUDENT = new Diner(2, HERE, DinerGroup.UNDER_60, null);
    private static final UUID ORDER = new UUID(1, 1);
    private static final UUID OTHER_ORDER = new UUID(2, 2);

    private final List<Fact> facts = new ArrayList<>();
    private int events;

    private static MealPoint point(int index, String id, String subdistrict) {
        return new MealPoint(index, id, id, id.substring(0, 6), subdistrict, 10, List.of(MealPeriod.LUNCH), 0, false, 1, 10, index, 1);
    }

    private Fact fact(FactKind kind, UUID order, @Nullable Diner diner, MealPoint point, String time) {
        return new Fact(new UUID(9, ++events), order, kind, OffsetDateTime.parse("2026-11-23T" + time + "+08:00").toInstant().toEpochMilli(), DAY,
                MealPeriod.LUNCH, ServiceMode.DINE_IN, 1, diner, diner == null ? DinerGroup.UNREGISTERED : diner.group(),
                Capture.LIVE, new Terminal(point.index(), "T", point, 0, false));
    }

    private static Fact with(Fact fact, UUID eventId, int servings, ServiceMode mode, MealPeriod period) {
        return new Fact(eventId, fact.orderId(), fact.kind(), fact.occurredAt(), fact.serviceDate(), period, mode, servings,
                fact.diner(), fact.group(), fact.capture(), fact.terminal());
    }

    private void add(FactKind kind, UUID order, @Nullable Diner diner, MealPoint point, String time) {
        facts.add(fact(kind, order, diner, point, time));
    }

    private Table by(By... by) {
        return DayTruth.of(facts).table(List.of(by), cell -> true);
    }

    /** meals, first, second, unregistered, voided, placed, collected, cancelled, outstanding. */
    private static long[] row(long... figures) {
        return figures;
    }

    private void assertCity(long... figures) {
        assertThat(by().rows()).hasSize(1);
        assertThat(by().rows().get(List.of())).containsExactly(figures);
        Collections.reverse(facts);
        assertThat(by().rows().get(List.of())).containsExactly(figures);
    }

    @Test
    void aWalkInIsAFirstMeal() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");

        assertCity(1, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aRepeatedFactCountsOnce() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        facts.add(facts.get(0));

        assertCity(1, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void servingsAreWhatIsCounted() {
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00"), new UUID(9, 1), 3, ServiceMode.TAKEAWAY, MealPeriod.LUNCH));

        assertCity(3, 3, 0, 0, 0, 0, 0, 0, 0);
        assertThat(DayTruth.of(facts).served()).hasSize(1);
    }

    @Test
    void anOrderIsOutstandingUntilServedOrCancelled() {
        add(FactKind.PLACED, ORDER, GRANDMA, HERE, "08:00:00");
        assertCity(0, 0, 0, 0, 0, 1, 0, 0, 1);

        add(FactKind.CANCELLED, ORDER, GRANDMA, HERE, "09:00:00");
        assertCity(0, 0, 0, 0, 0, 1, 0, 1, 0);

        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        assertCity(1, 1, 0, 0, 0, 1, 1, 0, 0);
    }

    @Test
    void aVoidedMealIsNoMealButItsOrderIsCollected() {
        add(FactKind.PLACED, ORDER, GRANDMA, HERE, "08:00:00");
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        add(FactKind.VOIDED, ORDER, GRANDMA, HERE, "11:05:00");

        assertCity(0, 0, 0, 0, 1, 1, 1, 0, 0);
        assertThat(DayTruth.of(facts).served()).isEmpty();
    }

    @Test
    void cancelledOrVoidedAloneCountNothing() {
        add(FactKind.CANCELLED, ORDER, GRANDMA, HERE, "08:00:00");
        add(FactKind.VOIDED, OTHER_ORDER, GRANDMA, HERE, "08:00:00");

        assertThat(by().rows()).isEmpty();
    }

    @Test
    void aVoidedOrderNeverServedStaysOutstanding() {
        add(FactKind.PLACED, ORDER, GRANDMA, HERE, "08:00:00");
        add(FactKind.VOIDED, ORDER, GRANDMA, HERE, "08:10:00");

        assertCity(0, 0, 0, 0, 0, 1, 0, 0, 1);
    }

    @Test
    void theEarlierMealIsFirstAndAnyOtherOfThatPeriodSecondWhereverServed() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:30:00");
        add(FactKind.SERVED, OTHER_ORDER, GRANDMA, FAR, "11:00:00");

        assertThat(by(By.POINT).rows().get(List.of(FAR.id()))).containsExactly(row(1, 1, 0, 0, 0, 0, 0, 0, 0));
        assertThat(by(By.POINT).rows().get(List.of(HERE.id()))).containsExactly(row(1, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void atTheSameMomentTheLesserOrderIdIsFirstComparedUnsigned() {
        UUID great = new UUID(0x8000000000000000L, 0);
        add(FactKind.SERVED, great, GRANDMA, HERE, "11:00:00");
        add(FactKind.SERVED, ORDER, GRANDMA, THERE, "11:00:00");

        assertThat(by(By.POINT).rows().get(List.of(THERE.id()))).containsExactly(row(1, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void whenTheFirstMealIsVoidedTheSecondBecomesFirst() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        add(FactKind.SERVED, OTHER_ORDER, GRANDMA, THERE, "11:30:00");
        add(FactKind.VOIDED, ORDER, GRANDMA, HERE, "11:05:00");

        assertCity(1, 1, 0, 0, 1, 0, 0, 0, 0);
    }

    @Test
    void mealsOfDifferentPeriodsAreBothFirst() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        facts.add(with(fact(FactKind.SERVED, OTHER_ORDER, GRANDMA, HERE, "17:00:00"), new UUID(9, 77), 1, ServiceMode.DINE_IN, MealPeriod.DINNER));

        assertCity(2, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void unregisteredMealsAreNeitherFirstNorSecondAndNobody() {
        add(FactKind.SERVED, ORDER, null, HERE, "11:00:00");
        add(FactKind.SERVED, OTHER_ORDER, null, HERE, "11:00:00");

        assertCity(2, 0, 0, 2, 0, 0, 0, 0, 0);
        assertThat(DayTruth.of(facts).served()).isEmpty();
    }

    @Test
    void factsThatNameAnotherDinerAreOfAnotherOrder() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        add(FactKind.VOIDED, ORDER, STUDENT, HERE, "11:01:00");
        add(FactKind.VOIDED, ORDER, null, HERE, "11:01:00");

        assertCity(1, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void ofDisagreeingFactsTheEarlierWins() {
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:01"), new UUID(1, 1), 5, ServiceMode.TAKEAWAY, MealPeriod.LUNCH));
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00"), new UUID(9, 9), 2, ServiceMode.DINE_IN, MealPeriod.LUNCH));

        assertCity(2, 2, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void ofFactsThatDisagreeAtTheSameMomentTheLesserEventIdWinsComparedUnsigned() {
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00"), new UUID(1, 0x8000000000000000L), 5, ServiceMode.TAKEAWAY, MealPeriod.LUNCH));
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00"), new UUID(1, 7), 2, ServiceMode.DINE_IN, MealPeriod.LUNCH));

        assertCity(2, 2, 0, 0, 0, 0, 0, 0, 0);
        assertThat(by(By.MODE).rows()).containsOnlyKeys(List.of("DINE_IN"));
    }

    @Test
    void whatWasPlacedCountsWhereItWasPlacedAndWhatWasServedWhereItWasServed() {
        add(FactKind.PLACED, ORDER, GRANDMA, HERE, "08:00:00");
        facts.add(with(fact(FactKind.SERVED, ORDER, GRANDMA, FAR, "11:00:00"), new UUID(9, 99), 2, ServiceMode.TAKEAWAY, MealPeriod.LUNCH));

        Table table = by(By.DISTRICT, By.MODE);
        assertThat(table.rows().get(List.of("330106", "DINE_IN"))).containsExactly(row(0, 0, 0, 0, 0, 1, 1, 0, 0));
        assertThat(table.rows().get(List.of("330102", "TAKEAWAY"))).containsExactly(row(2, 2, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aPersonIsCountedOncePerAreaHoweverOftenServed() {
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        add(FactKind.SERVED, OTHER_ORDER, GRANDMA, THERE, "11:30:00");
        add(FactKind.SERVED, new UUID(3, 3), GRANDMA, FAR, "11:50:00");
        add(FactKind.SERVED, new UUID(4, 4), STUDENT, HERE, "12:00:00");
        PersonTruth persons = persons();

        assertThat(persons.table(point -> List.of(), point -> true).rows().get(List.of())).containsExactly(2, 1);
        assertThat(persons.table(point -> List.of(point.district()), point -> true).rows().get(List.of("330106"))).containsExactly(2, 1);
        assertThat(persons.table(point -> List.of(point.district()), point -> true).rows().get(List.of("330102"))).containsExactly(1, 1);
        assertThat(persons.table(point -> List.of(point.id()), point -> true).rows().get(List.of(THERE.id()))).containsExactly(1, 1);
    }

    @Test
    void aSeniorWhereverAnyMealWasUnderASeniorGroup() {
        Diner sixtyToday = new Diner(3, HERE, DinerGroup.AGE_60_79, null);
        Diner fiftyNine = new Diner(3, HERE, DinerGroup.UNDER_60, null);
        add(FactKind.SERVED, ORDER, sixtyToday, HERE, "11:00:00");
        add(FactKind.SERVED, OTHER_ORDER, fiftyNine, HERE, "11:30:00");
        add(FactKind.SERVED, new UUID(3, 3), fiftyNine, THERE, "11:30:00");

        var byPoint = persons().table(point -> List.of(point.id()), point -> true).rows();
        assertThat(byPoint.get(List.of(HERE.id()))).containsExactly(1, 1);
        assertThat(byPoint.get(List.of(THERE.id()))).containsExactly(1, 0);
    }

    @Test
    void personsOfSeveralDaysAreAUnion() {
        PersonTruth persons = new PersonTruth(List.of(HERE, THERE, FAR));
        add(FactKind.SERVED, ORDER, GRANDMA, HERE, "11:00:00");
        for (int day = 0; day < 70_000; day++) {
            persons.add(DayTruth.of(facts));
        }
        facts.clear();
        add(FactKind.SERVED, ORDER, STUDENT, HERE, "11:00:00");
        persons.add(DayTruth.of(facts));

        assertThat(persons.table(point -> List.of(), point -> true).rows().get(List.of())).containsExactly(2, 1);
    }

    private PersonTruth persons() {
        PersonTruth persons = new PersonTruth(List.of(HERE, THERE, FAR));
        persons.add(DayTruth.of(facts));
        return persons;
    }
}
