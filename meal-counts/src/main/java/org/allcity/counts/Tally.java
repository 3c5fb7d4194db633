package org.allcity.counts;

import java.util.Arrays;

/**
 * All counts as one pure function of a ledger, and what a step from one ledger to another changes in it. There are no transition
 * rules: a fact's effect is the tally with it less the tally without it. A fact touches one order, so the subtraction is done over
 * what that order adds to the tally of all the others.
 */
final class Tally {

    private static final int WORDS = PackedFact.WORDS;
    private static final int WINDOWS = Window.Kind.values().length;
    private static final int DAY = Window.Kind.DAY.ordinal();
    private static final int MONTH = Window.Kind.MONTH.ordinal();
    private static final int YEAR = Window.Kind.YEAR.ordinal();
    private static final int LEVELS = AreaLevel.values().length;
    private static final int NOWHERE = -1;

    private final CountChanges changes;
    /** By window, the ordinal of the narrowest area around a meal in which another one lies. */
    private final int[] nearest = new int[WINDOWS];
    /** The same, of seniors' meals only. */
    private final int[] nearestSenior = new int[WINDOWS];

    Tally(CountChanges changes) {
        this.changes = changes;
    }

    /** Adds tally(after) - tally(before) of a ledger in which the orders of one id have changed, and marks their meals in it. */
    void addChange(DinerLedger ledger, Orders before, Orders after) {
        if (before.sameAs(after)) {
            return;
        }
        for (int order = 0; order < before.count(); order++) {
            addOrder(ledger, before, order, -1);
        }
        for (int order = 0; order < after.count(); order++) {
            addOrder(ledger, after, order, 1);
        }
        if (ledger.registered()) {
            addMeals(ledger, before, after);
        }
    }

    private void addOrder(DinerLedger ledger, Orders orders, int order, int sign) {
        int served = orders.fact(order, FactKind.SERVED);
        if (served >= 0) {
            boolean voided = orders.fact(order, FactKind.VOIDED) >= 0;
            addServings(ledger, served, voided ? Measure.VOIDED : Measure.MEALS, sign);
            if (!voided) {
                addToCurve(ledger, served, sign);
            }
        }
        int placed = orders.fact(order, FactKind.PLACED);
        if (placed >= 0) {
            addServings(ledger, placed, Measure.PLACED, sign);
            if (served >= 0) {
                addServings(ledger, placed, Measure.COLLECTED, sign);
            } else if (orders.fact(order, FactKind.CANCELLED) >= 0) {
                addServings(ledger, placed, Measure.CANCELLED, sign);
            }
        }
    }

    /** Takes the meals of one order id out of a registered diner's and puts others in, one by one. */
    private void addMeals(DinerLedger ledger, Orders before, Orders after) {
        for (int order = 0; order < before.count(); order++) {
            int meal = before.meal(order);
            if (meal >= 0 && !isMeal(after, meal)) {
                ledger.words()[meal * WORDS + PackedFact.ATTRIBUTES] &= ~PackedFact.MEAL;
                addMeal(ledger, meal, -1);
            }
        }
        for (int order = 0; order < after.count(); order++) {
            int meal = after.meal(order);
            if (meal >= 0 && !isMeal(before, meal)) {
                addMeal(ledger, meal, 1);
                ledger.words()[meal * WORDS + PackedFact.ATTRIBUTES] |= PackedFact.MEAL;
            }
        }
    }

    private static boolean isMeal(Orders orders, int fact) {
        for (int order = 0; order < orders.count(); order++) {
            if (orders.meal(order) == fact) {
                return true;
            }
        }
        return false;
    }

    /** What one meal, which is not marked, adds to second meals and persons beside the marked ones. */
    private void addMeal(DinerLedger ledger, int meal, int sign) {
        long[] words = ledger.words();
        long time = words[meal * WORDS + PackedFact.TIME];
        long attributes = words[meal * WORDS + PackedFact.ATTRIBUTES];
        int day = PackedFact.day(time);
        int month = Calendar.monthOf(day);
        long place = PackedFact.place(attributes);
        Arrays.fill(nearest, NOWHERE);
        Arrays.fill(nearestSenior, NOWHERE);
        int first = -1;
        for (int i = 0, at = 0; i < ledger.size(); i++, at += WORDS) {
            long other = words[at + PackedFact.ATTRIBUTES];
            if ((other & PackedFact.MEAL) == 0) {
                continue;
            }
            int otherDay = PackedFact.day(words[at + PackedFact.TIME]);
            int narrowest = Place.narrowest(place, PackedFact.place(other));
            if (otherDay == day) {
                if (PackedFact.period(other) == PackedFact.period(attributes)
                        && (first < 0 || isEarlier(words, i, first))) {
                    first = i;
                }
                note(DAY, narrowest, PackedFact.senior(other));
            }
            noteOfMonth(month, Calendar.monthOf(otherDay), narrowest, PackedFact.senior(other));
        }
        for (long served : ledger.packedServedMonths()) {
            int narrowest = Place.narrowest(place, DinerLedger.place(served));
            noteOfMonth(month, DinerLedger.month(served), narrowest, DinerLedger.senior(served));
        }
        if (first >= 0) {
            addServings(ledger, isEarlier(words, meal, first) ? first : meal, Measure.SECOND_MEALS, sign);
        }
        addPersons(place, day, PackedFact.senior(attributes), sign);
    }

    private void noteOfMonth(int month, int otherMonth, int narrowest, boolean senior) {
        if (otherMonth == month) {
            note(MONTH, narrowest, senior);
        }
        if (otherMonth / 12 == month / 12) {
            note(YEAR, narrowest, senior);
        }
    }

    private void note(int window, int narrowest, boolean senior) {
        nearest[window] = Math.max(nearest[window], narrowest);
        if (senior) {
            nearestSenior[window] = Math.max(nearestSenior[window], narrowest);
        }
    }

    /** Of two meals, which one is the first: by (occurredAt, orderId). */
    private static boolean isEarlier(long[] words, int one, int other) {
        int at = one * WORDS;
        int otherAt = other * WORDS;
        long occurredAt = PackedFact.occurredAt(words[at + PackedFact.TIME]);
        long otherOccurredAt = PackedFact.occurredAt(words[otherAt + PackedFact.TIME]);
        if (occurredAt != otherOccurredAt) {
            return occurredAt < otherOccurredAt;
        }
        int high = Long.compareUnsigned(words[at + PackedFact.ORDER_HIGH], words[otherAt + PackedFact.ORDER_HIGH]);
        return high != 0
                ? high < 0
                : Long.compareUnsigned(words[at + PackedFact.ORDER_LOW], words[otherAt + PackedFact.ORDER_LOW]) < 0;
    }

    /** Counts a diner in the areas of a meal that are narrower than the narrowest in which it is counted already. */
    private void addPersons(long place, int day, boolean senior, int sign) {
        for (int window = 0; window < WINDOWS; window++) {
            int seniors = senior && nearestSenior[window] == nearest[window] ? sign : 0;
            addPersons(window, nearest[window], place, day, sign, seniors);
            if (senior && seniors == 0) {
                addPersons(window, nearestSenior[window], place, day, 0, sign);
            }
        }
    }

    private void addPersons(int window, int counted, long place, int day, int persons, int seniors) {
        if (counted < LEVELS - 1) {
            changes.addPersons(window, firstDay(window, day), counted + 1, place, persons, seniors);
        }
    }

    private static int firstDay(int window, int day) {
        if (window == DAY) {
            return day;
        }
        int month = Calendar.monthOf(day);
        return window == MONTH
                ? Calendar.firstDayOfMonth(month)
                : Calendar.firstDayOfYear(Calendar.yearOfMonth(month));
    }

    private void addServings(DinerLedger ledger, int fact, Measure measure, int sign) {
        long attributes = ledger.word(fact, PackedFact.ATTRIBUTES);
        int cut = CountChanges.cut(
                PackedFact.period(attributes),
                PackedFact.mode(attributes),
                PackedFact.group(attributes),
                measure.ordinal());
        changes.addMeals(
                PackedFact.day(ledger.word(fact, PackedFact.TIME)),
                PackedFact.place(attributes),
                cut,
                (long) sign * PackedFact.servings(attributes));
    }

    private void addToCurve(DinerLedger ledger, int served, int sign) {
        long time = ledger.word(served, PackedFact.TIME);
        long attributes = ledger.word(served, PackedFact.ATTRIBUTES);
        changes.addCurve(
                PackedFact.day(time),
                Place.packedArea(PackedFact.place(attributes), AreaLevel.DISTRICT.ordinal()),
                Calendar.quarterOf(PackedFact.occurredAt(time)),
                (long) sign * PackedFact.servings(attributes));
    }
}
