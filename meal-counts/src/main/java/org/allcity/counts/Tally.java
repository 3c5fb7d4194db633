package org.allcity.counts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All counts as one pure function of a ledger, and what a step from one ledger to another changes in it. There are no transition
 * rules: a fact's effect is the tally with it less the tally without it. A fact touches one order, so the subtraction is done over
 * what that order adds to the tally of all the others.
 */
final class Tally {

    private static final Comparator<Fact> FIRST_MEAL =
            Comparator.comparing(Fact::occurredAt).thenComparing(Fact::orderId, Fact.ID_ORDER);

    private static final int SECONDS_PER_QUARTER = 15 * 60;
    private static final Window.Kind[] WINDOWS = Window.Kind.values();
    private static final AreaLevel[] LEVELS = AreaLevel.values();

    private final Map<CountKey, Long> changes;

    private Tally(Map<CountKey, Long> changes) {
        this.changes = changes;
    }

    /** Adds tally(after) - tally(before) to changes, of two ledgers that differ in one order only; leaves no zeros. */
    static void addChange(Map<CountKey, Long> changes, DinerLedger before, DinerLedger after, UUID orderId) {
        Tally tally = new Tally(changes);
        List<Order> ordersBefore = before.orders(orderId);
        List<Order> ordersAfter = after.orders(orderId);
        if (ordersBefore.equals(ordersAfter)) {
            return;
        }
        ordersBefore.forEach(order -> tally.addOrder(order, -1));
        ordersAfter.forEach(order -> tally.addOrder(order, 1));
        if (after.diner().registered()) {
            tally.addMeals(before, DinerLedger.meals(ordersBefore), DinerLedger.meals(ordersAfter));
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

    /** Takes one order's meals out of a registered diner's and puts others in, one by one. */
    private void addMeals(DinerLedger ledger, List<Fact> out, List<Fact> in) {
        if (out.equals(in)) {
            return;
        }
        List<Fact> others = new ArrayList<>(ledger.meals());
        for (Fact meal : out) {
            others.remove(meal);
            addMeal(meal, others, ledger.servedMonths(), -1);
        }
        for (Fact meal : in) {
            addMeal(meal, others, ledger.servedMonths(), 1);
            others.add(meal);
        }
    }

    /** What one meal adds to second meals and persons, beside the diner's other meals. */
    private void addMeal(Fact meal, List<Fact> others, Set<ServedMonth> servedMonths, int sign) {
        addSecondMeal(meal, others, sign);
        for (Window.Kind kind : WINDOWS) {
            Window window = Window.of(kind, meal.serviceDate());
            addPerson(meal, window, PersonMeasure.PERSONS, nearest(meal, window, others, servedMonths, false), sign);
            if (meal.group().senior()) {
                addPerson(meal, window, PersonMeasure.SENIORS, nearest(meal, window, others, servedMonths, true), sign);
            }
        }
    }

    private void addSecondMeal(Fact meal, List<Fact> others, int sign) {
        Fact first = null;
        for (Fact other : others) {
            if (other.period() == meal.period()
                    && other.serviceDate().equals(meal.serviceDate())
                    && (first == null || FIRST_MEAL.compare(other, first) < 0)) {
                first = other;
            }
        }
        if (first != null) {
            addServings(FIRST_MEAL.compare(meal, first) < 0 ? first : meal, Measure.SECOND_MEALS, sign);
        }
    }

    /** Counts a diner in the areas of a meal that are narrower than the narrowest in which it is counted already. */
    private void addPerson(Fact meal, Window window, PersonMeasure measure, @Nullable AreaLevel counted, int sign) {
        for (int level = counted == null ? 0 : counted.ordinal() + 1; level < LEVELS.length; level++) {
            add(new CountKey.Persons(window, meal.place().area(LEVELS[level]), measure), sign);
        }
    }

    /** The narrowest area around a meal in which another one of the window lies; null when there is none in the city. */
    private static @Nullable AreaLevel nearest(
            Fact meal, Window window, List<Fact> others, Set<ServedMonth> servedMonths, boolean seniorsOnly) {
        AreaLevel nearest = null;
        for (Fact other : others) {
            if ((!seniorsOnly || other.group().senior()) && window.contains(other.serviceDate())) {
                nearest = narrower(nearest, meal.place().narrowestWith(other.place()));
            }
        }
        for (ServedMonth month : servedMonths) {
            if ((!seniorsOnly || month.senior()) && window.contains(month.month())) {
                nearest = narrower(nearest, meal.place().narrowestWith(month.place()));
            }
        }
        return nearest;
    }

    private static @Nullable AreaLevel narrower(@Nullable AreaLevel one, @Nullable AreaLevel other) {
        return one == null || other != null && other.compareTo(one) > 0 ? other : one;
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
        changes.merge(key, amount, (held, added) -> held + added == 0 ? null : held + added);
    }
}
