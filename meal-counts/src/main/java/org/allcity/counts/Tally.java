package org.allcity.counts;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All counts as one pure function of a ledger. There are no transition rules: what a fact changes is the tally with it less the
 * tally without it.
 */
public final class Tally {

    private static final Comparator<Fact> FIRST_MEAL =
            Comparator.comparing(Fact::occurredAt).thenComparing(Fact::orderId, Fact.ID_ORDER);

    private static final int SECONDS_PER_QUARTER = 15 * 60;

    private final Map<CountKey, Long> counts = new HashMap<>();

    private Tally() {}

    /** What one diner's ledger adds to each count; no zeros. */
    public static Map<CountKey, Long> of(DinerLedger ledger) {
        Tally tally = new Tally();
        tally.add(ledger, 1);
        return tally.counts;
    }

    /** What the step from one ledger to the next adds to each count; no zeros. */
    static Map<CountKey, Long> change(DinerLedger before, DinerLedger after) {
        Tally tally = new Tally();
        tally.add(after, 1);
        tally.add(before, -1);
        return tally.counts;
    }

    private void add(DinerLedger ledger, int sign) {
        List<Fact> meals = new ArrayList<>();
        for (List<Fact> facts : ledger.factsByOrder().values()) {
            for (Order order : Order.of(facts)) {
                addOrder(order, sign);
                Fact meal = order.meal();
                if (meal != null) {
                    meals.add(meal);
                }
            }
        }
        if (ledger.diner().registered()) {
            addSecondMeals(meals, sign);
            addPersons(meals, ledger, sign);
        }
    }

    private void addOrder(Order order, int sign) {
        Fact served = order.served();
        if (served != null) {
            if (order.voided() == null) {
                addServings(served, Measure.MEALS, sign);
                add(curve(served), (long) sign * served.servings());
            } else {
                addServings(served, Measure.VOIDED, sign);
            }
        }
        Fact placed = order.placed();
        if (placed != null) {
            addServings(placed, Measure.PLACED, sign);
            if (served != null) {
                addServings(placed, Measure.COLLECTED, sign);
            } else if (order.cancelled() != null) {
                addServings(placed, Measure.CANCELLED, sign);
            }
        }
    }

    private void addSecondMeals(List<Fact> meals, int sign) {
        record Sitting(LocalDate day, MealPeriod period) {}
        Map<Sitting, List<Fact>> bySitting = new HashMap<>();
        for (Fact meal : meals) {
            bySitting.computeIfAbsent(new Sitting(meal.serviceDate(), meal.period()), sitting -> new ArrayList<>(1))
                    .add(meal);
        }
        for (List<Fact> sitting : bySitting.values()) {
            Fact first = Collections.min(sitting, FIRST_MEAL);
            for (Fact meal : sitting) {
                if (meal != first) {
                    addServings(meal, Measure.SECOND_MEALS, sign);
                }
            }
        }
    }

    private void addPersons(List<Fact> meals, DinerLedger ledger, int sign) {
        // Whether the diner is a senior somewhere: one under-60 meal must not hide a senior one, nor the other way round.
        Map<CountKey.Persons, Boolean> present = new HashMap<>();
        for (Fact meal : meals) {
            for (Window.Kind kind : Window.Kind.values()) {
                markPresent(present, Window.of(kind, meal.serviceDate()), meal.place(), meal.group().senior());
            }
        }
        for (ServedMonth month : ledger.servedMonths()) {
            LocalDate first = month.month().atDay(1);
            markPresent(present, Window.of(Window.Kind.MONTH, first), month.place(), month.senior());
            markPresent(present, Window.of(Window.Kind.YEAR, first), month.place(), month.senior());
        }
        present.forEach((key, senior) -> {
            add(key, sign);
            if (senior) {
                add(new CountKey.Persons(key.window(), key.area(), PersonMeasure.SENIORS), sign);
            }
        });
    }

    private static void markPresent(
            Map<CountKey.Persons, Boolean> present, Window window, Place place, boolean senior) {
        for (AreaLevel level : AreaLevel.values()) {
            present.merge(
                    new CountKey.Persons(window, place.area(level), PersonMeasure.PERSONS), senior, Boolean::logicalOr);
        }
    }

    private void addServings(Fact fact, Measure measure, int sign) {
        add(
                new CountKey.Meals(
                        fact.serviceDate(), fact.place(), fact.period(), fact.mode(), fact.group(), measure),
                (long) sign * fact.servings());
    }

    private static CountKey.Curve curve(Fact served) {
        int secondOfDay = served.occurredAt().atOffset(ServiceDay.OFFSET).toLocalTime().toSecondOfDay();
        return new CountKey.Curve(served.serviceDate(), served.place().district(), secondOfDay / SECONDS_PER_QUARTER);
    }

    private void add(CountKey key, long amount) {
        addTo(counts, key, amount);
    }

    /** Adds to a count and drops it at zero. */
    static void addTo(Map<CountKey, Long> counts, CountKey key, long amount) {
        counts.merge(key, amount, (held, added) -> held + added == 0 ? null : held + added);
    }
}
