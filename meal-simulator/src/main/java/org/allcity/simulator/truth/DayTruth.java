package org.allcity.simulator.truth;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.FactKind;
import org.jspecify.annotations.Nullable;

/**
 * What a list of facts must lead to, by the rules as they are written: group the facts into orders, let the lesser of two
 * disagreeing facts win, look at what is left. Nothing is incremental, and no code of the platform is used.
 */
public final class DayTruth {

    /** A registered diner was served at the point with this index; {@code senior} if under a group of 60 and over. */
    record Served(int point, int diner, boolean senior) {
    }

    /** Facts that name another diner are of another order. {@code diner} is 0 for the unregistered, whom the order names. */
    private record OrderKey(int diner, UUID order) {
    }

    private record Sitting(int diner, LocalDate day, MealPeriod period) {
    }

    private static final Comparator<Fact> WINNER_FIRST = Comparator.comparingLong(Fact::occurredAt)
            .thenComparing(Fact::eventId, Fact.BY_UNSIGNED_BYTES);
    private static final Comparator<Fact> FIRST_MEAL_FIRST = Comparator.comparingLong(Fact::occurredAt)
            .thenComparing(Fact::orderId, Fact.BY_UNSIGNED_BYTES);

    private final Map<Cell, long[]> cells = new HashMap<>();
    private final Set<Served> served = new HashSet<>();

    private DayTruth(List<Fact> facts) {
        List<Fact> meals = new ArrayList<>();
        facts.stream().collect(Collectors.groupingBy(fact -> new OrderKey(diner(fact), fact.orderId()))).values()
                .forEach(order -> count(order, meals));

        for (Fact meal : meals) {
            if (meal.diner() == null) {
                add(Measure.UNREGISTERED_MEALS, meal);
            } else {
                served.add(new Served(meal.terminal().point().index(), diner(meal), meal.group().senior()));
            }
        }
        meals.stream().filter(meal -> meal.diner() != null)
                .collect(Collectors.groupingBy(meal -> new Sitting(diner(meal), meal.serviceDate(), meal.period())))
                .values().forEach(this::countFirstAndSecond);
    }

    /** @param facts all of a service day, in any order, repeats allowed */
    public static DayTruth of(List<Fact> facts) {
        return new DayTruth(facts);
    }

    Map<Cell, long[]> cells() {
        return cells;
    }

    Set<Served> served() {
        return served;
    }

    /** The rows of one grouping, of the cells that {@code where} lets through. */
    Table table(List<By> by, Predicate<Cell> where) {
        return table(cells, by, where);
    }

    static Table table(Map<Cell, long[]> cells, List<By> by, Predicate<Cell> where) {
        Map<List<String>, long[]> rows = new TreeMap<>(Comparator.comparing(Object::toString));
        cells.forEach((cell, values) -> {
            if (where.test(cell)) {
                long[] row = rows.computeIfAbsent(By.key(cell, by), key -> new long[values.length]);
                Arrays.setAll(row, i -> row[i] + values[i]);
            }
        });
        return new Table(Arrays.stream(Measure.values()).map(Measure::field).toList(), rows);
    }

    private void count(List<Fact> order, List<Fact> meals) {
        Fact placed = winner(order, FactKind.PLACED);
        Fact cancelled = winner(order, FactKind.CANCELLED);
        Fact servedFact = winner(order, FactKind.SERVED);
        Fact voided = winner(order, FactKind.VOIDED);

        if (servedFact != null && voided == null) {
            add(Measure.MEALS, servedFact);
            meals.add(servedFact);
        }
        if (servedFact != null && voided != null) {
            add(Measure.VOIDED, servedFact);
        }
        if (placed != null) {
            add(Measure.PLACED, placed);
            add(servedFact != null ? Measure.COLLECTED : cancelled != null ? Measure.CANCELLED : Measure.OUTSTANDING, placed);
        }
    }

    private void countFirstAndSecond(List<Fact> sitting) {
        Fact first = sitting.stream().min(FIRST_MEAL_FIRST).orElseThrow();
        for (Fact meal : sitting) {
            add(meal == first ? Measure.FIRST_MEALS : Measure.SECOND_MEALS, meal);
        }
    }

    private void add(Measure measure, Fact attributes) {
        cells.computeIfAbsent(Cell.of(attributes), cell -> new long[Measure.values().length])[measure.ordinal()]
                += attributes.servings();
    }

    private static @Nullable Fact winner(List<Fact> order, FactKind kind) {
        return order.stream().filter(fact -> fact.kind() == kind).min(WINNER_FIRST).orElse(null);
    }

    private static int diner(Fact fact) {
        return fact.diner() == null ? 0 : fact.diner().number();
    }
}
