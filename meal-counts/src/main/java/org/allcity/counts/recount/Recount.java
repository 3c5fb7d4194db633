package org.allcity.counts.recount;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Window;

/**
 * Counts a whole log at once, by grouping and filtering the list of all its facts: slow, and plain enough to be believed. Written
 * from the definitions of the measures, with rules, dates and comparisons of its own.
 */
public final class Recount {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Set<DinerGroup> SENIOR_GROUPS =
            Set.of(DinerGroup.AGE_60_79, DinerGroup.AGE_80_89, DinerGroup.AGE_90_PLUS);

    private final Map<CountKey, Long> counts = new HashMap<>();
    private final List<Fact> accepted = new ArrayList<>();
    private final List<Fact> refused = new ArrayList<>();

    private Recount() {}

    /**
     * Counts facts.
     *
     * @param log all facts, each diner's in the order of the log
     */
    public static Recount of(Collection<Fact> log) {
        Recount recount = new Recount();
        recount.accept(log);
        List<List<Fact>> orders = recount.accepted.stream()
                .collect(Collectors.groupingBy(fact -> List.of(fact.diner(), fact.orderId())))
                .values()
                .stream()
                .flatMap(facts -> ordersOfOneId(facts).stream())
                .toList();
        orders.forEach(recount::countOrder);
        List<Fact> meals = orders.stream()
                .filter(order -> first(order, FactKind.VOIDED).isEmpty())
                .flatMap(order -> first(order, FactKind.SERVED).stream())
                .toList();
        recount.countCurve(meals);
        List<Fact> registered = meals.stream().filter(meal -> meal.diner().registered()).toList();
        recount.countSecondMeals(registered);
        recount.countPersons(registered);
        return recount;
    }

    /** Every count that is not zero. */
    public Map<CountKey, Long> counts() {
        return Map.copyOf(counts);
    }

    /** The facts that may be counted, in the order of the log. */
    public List<Fact> accepted() {
        return List.copyOf(accepted);
    }

    /** The facts that may not be counted, in the order of the log. */
    public List<Fact> refused() {
        return List.copyOf(refused);
    }

    private void accept(Collection<Fact> log) {
        Map<DinerId, Instant> latest = new HashMap<>();
        for (Fact fact : log) {
            LocalDate received = fact.receivedAt().atZone(SHANGHAI).toLocalDate();
            boolean inWindow = !fact.serviceDate().isBefore(received.minusDays(45))
                    && !fact.serviceDate().isAfter(received.plusDays(14));
            boolean inOrder = !latest.getOrDefault(fact.diner(), Instant.EPOCH)
                    .minus(Duration.ofDays(15))
                    .isAfter(fact.receivedAt());
            if (inWindow && inOrder) {
                accepted.add(fact);
                latest.merge(fact.diner(), fact.receivedAt(), (a, b) -> a.isAfter(b) ? a : b);
            } else {
                refused.add(fact);
            }
        }
    }

    /** An order is closed 45 days after the last day that its facts name; what is received later opens another. */
    private static List<List<Fact>> ordersOfOneId(List<Fact> facts) {
        List<List<Fact>> orders = new ArrayList<>();
        facts.stream().sorted(Comparator.comparing(Fact::receivedAt)).forEachOrdered(fact -> {
            LocalDate received = fact.receivedAt().atZone(SHANGHAI).toLocalDate();
            boolean joins = !orders.isEmpty()
                    && orders.get(orders.size() - 1).stream()
                            .anyMatch(earlier -> !earlier.serviceDate().plusDays(45).isBefore(received));
            if (!joins) {
                orders.add(new ArrayList<>());
            }
            orders.get(orders.size() - 1).add(fact);
        });
        return orders;
    }

    private static Optional<Fact> first(List<Fact> order, FactKind kind) {
        return order.stream()
                .filter(fact -> fact.kind() == kind)
                .min(Comparator.comparing(Fact::occurredAt)
                        .thenComparing(fact -> hex(fact.eventId()))
                        // The same event with other contents: any fixed choice serves, and both counts must make the same.
                        .thenComparing(Fact::serviceDate)
                        .thenComparing(fact -> fact.period().ordinal())
                        .thenComparing(fact -> fact.mode().ordinal())
                        .thenComparing(fact -> fact.group().ordinal())
                        .thenComparing(Fact::servings)
                        .thenComparing(fact -> fact.place().subdistrict() + fact.place().point()));
    }

    /** Lower-case hexadecimal digits sort as the unsigned bytes they stand for. */
    private static String hex(UUID id) {
        return id.toString();
    }

    private void countOrder(List<Fact> order) {
        Optional<Fact> placed = first(order, FactKind.PLACED);
        Optional<Fact> served = first(order, FactKind.SERVED);
        boolean cancelled = first(order, FactKind.CANCELLED).isPresent();
        boolean voided = first(order, FactKind.VOIDED).isPresent();
        served.ifPresent(fact -> count(fact, voided ? Measure.VOIDED : Measure.MEALS));
        placed.ifPresent(fact -> count(fact, Measure.PLACED));
        if (served.isPresent()) {
            placed.ifPresent(fact -> count(fact, Measure.COLLECTED));
        } else if (cancelled) {
            placed.ifPresent(fact -> count(fact, Measure.CANCELLED));
        }
    }

    private void countCurve(List<Fact> meals) {
        for (Fact meal : meals) {
            var time = meal.occurredAt().atZone(SHANGHAI);
            count(
                    new CountKey.Curve(
                            meal.serviceDate(),
                            meal.place().subdistrict().substring(0, 6),
                            time.getHour() * 4 + time.getMinute() / 15),
                    meal.servings());
        }
    }

    private void countSecondMeals(List<Fact> registeredMeals) {
        record Sitting(DinerId diner, LocalDate day, MealPeriod period) {}
        registeredMeals.stream()
                .collect(Collectors.groupingBy(meal -> new Sitting(meal.diner(), meal.serviceDate(), meal.period())))
                .values()
                .forEach(sitting -> sitting.stream()
                        .sorted(Comparator.comparing(Fact::occurredAt).thenComparing(fact -> hex(fact.orderId())))
                        .skip(1)
                        .forEach(meal -> count(meal, Measure.SECOND_MEALS)));
    }

    private void countPersons(List<Fact> registeredMeals) {
        Map<CountKey.Persons, Set<DinerId>> diners = new HashMap<>();
        for (Fact meal : registeredMeals) {
            for (Window.Kind kind : Window.Kind.values()) {
                for (AreaLevel level : AreaLevel.values()) {
                    Window window = Window.of(kind, meal.serviceDate());
                    diners.computeIfAbsent(
                                    new CountKey.Persons(window, meal.place().area(level), PersonMeasure.PERSONS),
                                    key -> new HashSet<>())
                            .add(meal.diner());
                    if (SENIOR_GROUPS.contains(meal.group())) {
                        diners.computeIfAbsent(
                                        new CountKey.Persons(window, meal.place().area(level), PersonMeasure.SENIORS),
                                        key -> new HashSet<>())
                                .add(meal.diner());
                    }
                }
            }
        }
        diners.forEach((key, persons) -> count(key, persons.size()));
    }

    private void count(Fact fact, Measure measure) {
        count(
                new CountKey.Meals(
                        fact.serviceDate(), fact.place(), fact.period(), fact.mode(), fact.group(), measure),
                fact.servings());
    }

    private void count(CountKey key, long amount) {
        counts.merge(key, amount, Long::sum);
    }
}
