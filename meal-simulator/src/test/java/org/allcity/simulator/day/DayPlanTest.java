package org.allcity.simulator.day;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.junit.jupiter.api.Test;

class DayPlanTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);
    private static final City HANGZHOU = City.of(330100, City.DEFAULT_POINTS);
    private static final DayPlan PLAN = DayPlan.of(HANGZHOU, MONDAY);
    private static final List<Fact> SERVED = facts(fact -> fact.kind() == FactKind.SERVED);
    private static final List<Fact> PLACED = facts(fact -> fact.kind() == FactKind.PLACED);

    private static List<Fact> facts(Predicate<Fact> which) {
        return PLAN.events().stream().filter(PlannedEvent::valid).map(PlannedEvent::fact).filter(which).toList();
    }

    private static double share(Predicate<Fact> which) {
        return (double) SERVED.stream().filter(which).count() / SERVED.size();
    }

    @Test
    void theSameCityAndDayGiveTheSameEvents() {
        City city = City.of(7, 100);

        assertThat(DayPlan.of(City.of(7, 100), MONDAY)).isEqualTo(DayPlan.of(city, MONDAY));
        assertThat(DayPlan.of(city, MONDAY.plusDays(1)).events()).isNotEqualTo(DayPlan.of(city, MONDAY).events());
        assertThat(DayPlan.of(City.of(8, 100), MONDAY).events()).isNotEqualTo(DayPlan.of(city, MONDAY).events());
    }

    @Test
    void servesSixtyToNinetyThousandMealsAtVeryUnevenPoints() {
        Map<String, Integer> meals = new HashMap<>();
        SERVED.forEach(fact -> meals.merge(fact.terminal().point().id(), fact.servings(), Integer::sum));
        int[] sizes = HANGZHOU.points().stream().mapToInt(point -> meals.getOrDefault(point.id(), 0)).sorted().toArray();

        assertThat(Arrays.stream(sizes).sum()).isBetween(60_000, 90_000);
        assertThat(sizes[sizes.length / 2]).isBetween(10, 20);
        assertThat(sizes[sizes.length - 1]).isBetween(300, 800);
    }

    @Test
    void everyIdIsUsedOnce() {
        Set<UUID> ids = new HashSet<>();
        for (PlannedEvent event : PLAN.events()) {
            UUID id = event.fact().eventId();
            assertThat(ids.add(id)).isTrue();
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        }
        PLAN.late().forEach(event -> assertThat(ids.add(event.fact().eventId())).isTrue());
    }

    @Test
    void wherePointsServeAllPeriodsAQuarterIsBreakfast() {
        Map<MealPeriod, Long> meals = SERVED.stream().filter(fact -> fact.terminal().point().periods().size() == 3)
                .collect(Collectors.groupingBy(Fact::period, Collectors.counting()));
        double all = meals.values().stream().mapToLong(Long::longValue).sum();

        assertThat(meals.get(MealPeriod.BREAKFAST) / all).isCloseTo(0.25, within(0.01));
        assertThat(meals.get(MealPeriod.LUNCH) / all).isCloseTo(0.375, within(0.01));
        assertThat(meals.get(MealPeriod.DINNER) / all).isCloseTo(0.375, within(0.01));
        assertThat(HANGZHOU.points()).filteredOn(point -> point.periods().size() == 1).hasSizeBetween(750, 1_050);
    }

    @Test
    void mixesModesGroupsAndDinersAsInTheCity() {
        assertThat(share(fact -> fact.mode() == ServiceMode.HOME_DELIVERY)).isCloseTo(0.17, within(0.01));
        assertThat(share(fact -> fact.mode() == ServiceMode.TAKEAWAY)).isCloseTo(0.18, within(0.01));
        assertThat(share(fact -> fact.group() == DinerGroup.UNREGISTERED)).isCloseTo(0.035, within(0.005));
        assertThat(share(fact -> fact.group() == DinerGroup.UNDER_60)).isBetween(0.06, 0.20);
        assertThat(share(fact -> fact.group() == DinerGroup.STAFF)).isBetween(0.01, 0.02);
        assertThat(share(fact -> fact.servings() > 1)).isBetween(0.01, 0.03);
        assertThat(share(fact -> fact.diner() != null && fact.diner().home() != fact.terminal().point())).isBetween(0.08, 0.13);
    }

    @Test
    void atSomePointsAThirdToTwoThirdsAreUnderSixty() {
        Map<String, List<Fact>> byPoint = SERVED.stream().collect(Collectors.groupingBy(fact -> fact.terminal().point().id()));
        long mixed = byPoint.values().stream().filter(facts -> facts.size() >= 30).filter(facts -> {
            double younger = facts.stream().filter(fact -> fact.group() == DinerGroup.UNDER_60).count() / (double) facts.size();
            return younger > 0.3 && younger < 0.7;
        }).count();

        assertThat(mixed).isGreaterThan(20);
    }

    @Test
    void placesCancelsVoidsAndForgetsOrders() {
        Set<UUID> served = SERVED.stream().map(Fact::orderId).collect(Collectors.toSet());
        Set<UUID> cancelled = facts(fact -> fact.kind() == FactKind.CANCELLED).stream().map(Fact::orderId).collect(Collectors.toSet());
        double placed = PLACED.size();

        assertThat(placed / SERVED.size()).isBetween(0.28, 0.36);
        assertThat(cancelled.size() / placed).isCloseTo(0.06, within(0.01));
        assertThat(cancelled).anyMatch(served::contains);
        assertThat(PLACED.stream().filter(fact -> !served.contains(fact.orderId()) && !cancelled.contains(fact.orderId())).count()
                / placed).isCloseTo(0.04, within(0.01));
        assertThat(facts(fact -> fact.kind() == FactKind.VOIDED).size() / (double) SERVED.size()).isCloseTo(0.01, within(0.003));
        assertThat(PLAN.late()).hasSizeBetween(30, 120).allMatch(event -> event.fact().kind() == FactKind.VOIDED)
                .allMatch(event -> event.fact().serviceDate().equals(MONDAY))
                .allMatch(event -> event.due() > DayTimes.midnight(MONDAY.plusDays(1)));
    }

    @Test
    void someDinersEatTwiceInAPeriodHereOrElsewhere() {
        Set<UUID> voided = facts(fact -> fact.kind() == FactKind.VOIDED).stream().map(Fact::orderId).collect(Collectors.toSet());
        Map<List<Object>, List<Fact>> sittings = SERVED.stream()
                .filter(fact -> fact.diner() != null && !voided.contains(fact.orderId()))
                .collect(Collectors.groupingBy(fact -> List.of(fact.diner().number(), fact.period())));
        List<List<Fact>> twice = sittings.values().stream()
                .filter(facts -> facts.stream().map(Fact::orderId).distinct().count() > 1).toList();
        double here = twice.stream().filter(facts -> facts.stream().map(fact -> fact.terminal().point()).distinct().count() == 1).count();

        assertThat(here / SERVED.size()).isBetween(0.003, 0.008);
        assertThat((twice.size() - here) / SERVED.size()).isBetween(0.012, 0.022);
    }

    @Test
    void nowAndThenTwoFactsOfOneOrderDisagreeSomeAtTheSameMoment() {
        List<List<Fact>> conflicts = SERVED.stream().collect(Collectors.groupingBy(Fact::orderId)).values().stream()
                .filter(facts -> facts.size() > 1).toList();

        assertThat(conflicts).hasSizeBetween(10, 80);
        assertThat(conflicts).anyMatch(facts -> facts.get(0).occurredAt() == facts.get(1).occurredAt());
        assertThat(conflicts).anyMatch(facts -> facts.get(0).occurredAt() != facts.get(1).occurredAt());
    }

    @Test
    void mealsAreServedWithinTheirWindowsPeakingEarly() {
        long slack = Duration.ofSeconds(91).toMillis();
        for (Fact fact : SERVED) {
            long from = DayTimes.at(MONDAY, fact.period().opens()).toEpochMilli();
            long to = DayTimes.at(MONDAY, fact.period().closes()).toEpochMilli();
            // Second meals and meals served anew after a void come up to an hour later.
            assertThat(fact.occurredAt()).isBetween(from - slack, to + Duration.ofMinutes(75).toMillis() + slack);
        }
        long noon = DayTimes.midnight(MONDAY) + Duration.ofHours(12).toMillis();
        double beforeNoon = SERVED.stream().filter(fact -> fact.period() == MealPeriod.LUNCH && fact.occurredAt() < noon).count();
        assertThat(beforeNoon / SERVED.stream().filter(fact -> fact.period() == MealPeriod.LUNCH).count()).isBetween(0.5, 0.8);
    }

    @Test
    void ordersAheadArePlacedTheEveningBeforeOrInTheMorning() {
        long midnight = DayTimes.midnight(MONDAY);
        double eveningBefore = PLACED.stream().filter(fact -> fact.occurredAt() < midnight).count();

        assertThat(eveningBefore / PLACED.size()).isBetween(0.3, 0.7);
        assertThat(PLACED).allMatch(fact -> fact.serviceDate().equals(MONDAY));
    }

    @Test
    void noEventIsSentBeforeItOccursNorAfterTheDay() {
        long closes = DayTimes.at(MONDAY, DayTimes.CLOSES).toEpochMilli() + Duration.ofMinutes(2).toMillis();

        assertThat(PLAN.events()).allMatch(event -> event.due() >= event.fact().occurredAt() && event.due() < closes);
        assertThat(PLAN.events()).isSortedAccordingTo((a, b) -> Long.compare(a.due(), b.due()));
    }

    @Test
    void someTerminalsAreOfflineForHoursAndAFewWriteOnPaper() {
        List<PlannedEvent> offline = PLAN.events().stream().filter(event -> event.fact().capture() == Capture.OFFLINE).toList();
        double all = PLAN.events().size();

        assertThat(offline.size() / all).isBetween(0.003, 0.03);
        assertThat(offline).anyMatch(event -> event.due() - event.fact().occurredAt() > Duration.ofHours(3).toMillis());
        assertThat(PLAN.events().stream().filter(event -> event.fact().capture() == Capture.PAPER).count() / all)
                .isBetween(0.0002, 0.006);
    }

    @Test
    void aFewEventsAreFlawedInEveryWayEvenInTheSmallestCity() {
        List<PlannedEvent> flawed = DayPlan.of(City.of(7, 1), MONDAY).events().stream().filter(event -> !event.valid()).toList();

        assertThat(flawed).extracting(PlannedEvent::flaw).containsExactlyInAnyOrder(Flaw.values());
        assertThat(PLAN.events().stream().filter(event -> !event.valid()).count()).isBetween(15L, 60L);
    }

    @Test
    void weekendsAreQuieterAndSomeSmallPointsClosed() {
        DayPlan saturday = DayPlan.of(HANGZHOU, LocalDate.of(2026, 11, 28));

        assertThat((double) saturday.events().size() / PLAN.events().size()).isBetween(0.65, 0.95);
        Set<String> open = saturday.events().stream().map(event -> event.fact().terminal().point().id()).collect(Collectors.toSet());
        assertThat(open).hasSizeLessThan(2_100);
    }
}
