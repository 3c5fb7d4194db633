package org.allcity.benchmark.peer;

import java.util.Arrays;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.Bytes;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.event.ServiceDays;

/**
 * What the peers do with one event: from the state of its diner to the next state and the changes of counts. A diner's state is one
 * array of bytes per month, with its orders, and one per year, with the months in which it was served at each point. The year's is
 * needed only when a point becomes, or is no longer, one that the diner was served at in the month. Of facts of one order and kind
 * the first to arrive holds: a repeat is the same fact, and the workload has no others.
 */
public final class DinerFold {

    /** Changes of one event, each packed by {@link Changes}. */
    public final long[] changes = new long[16];
    public int size;

    /** The month's state after the event. */
    public byte[] month = new byte[0];
    /** The year's state after the event; only when {@link #needsYear} was true. */
    public byte[] year = new byte[0];

    // An order: id 16, facts 1, day of month 1, PLACED's cut 1 and servings 1, SERVED's cut 1 and servings 1, its day of month and a
    // spare byte, PLACED's place 4, SERVED's place 4, SERVED's time 8.
    private static final int WIDTH = 40;
    private static final int FACTS = 16;
    private static final int PLACED_DAY = 17;
    private static final int PLACED_CUT = 18;
    private static final int PLACED_SERVINGS = 19;
    private static final int SERVED_CUT = 20;
    private static final int SERVED_SERVINGS = 21;
    private static final int SERVED_DAY = 22;
    private static final int PLACED_PLACE = 24;
    private static final int SERVED_PLACE = 28;
    private static final int SERVED_AT = 32;

    // A point of a year: place 4, months served 2, months served as a senior 2.
    private static final int YEAR_WIDTH = 8;

    private static final int PLACED = 1 << MealEvent.PLACED;
    private static final int CANCELLED = 1 << MealEvent.CANCELLED;
    private static final int SERVED = 1 << MealEvent.SERVED;
    private static final int VOIDED = 1 << MealEvent.VOIDED;
    private static final int SENIOR_GROUPS = 3;
    private static final int GROUPS = 6;

    private int eventDay;
    private int firstOfMonth;
    private int place;
    private int sign;
    private boolean senior;
    private int personBits;
    private int seniorBits;
    private int pointStep;
    private int seniorStep;

    /**
     * Applies an event to its diner's month; false when nothing changed. When {@link #needsYear} is then true,
     * {@link #applyYear} must follow, else {@link #finish}.
     *
     * @param old the month's state; empty or null for none
     */
    public boolean apply(byte @org.jspecify.annotations.Nullable [] old, MealEvent event) {
        size = 0;
        int length = old == null ? 0 : old.length;
        int at = 0;
        while (at < length && !isOrder(old, at, event)) {
            at += WIDTH;
        }
        int was = at < length ? old[at + FACTS] : 0;
        int is = was | 1 << event.kind;
        if (was == is) {
            return false;
        }
        month = at < length ? old.clone() : length == 0 ? new byte[WIDTH] : Arrays.copyOf(old, length + WIDTH);
        if (at >= length) {
            Bytes.putLong(month, at, event.orderHigh);
            Bytes.putLong(month, at + 8, event.orderLow);
        }
        month[at + FACTS] = (byte) is;
        eventDay = event.day;
        firstOfMonth = event.day - ServiceDays.dayOfMonth(event.day);
        note(at, event);
        countPlaced(at, was, is);
        sign = active(is) - active(was);
        personBits = 0;
        seniorBits = 0;
        pointStep = 0;
        seniorStep = 0;
        if ((is & SERVED) != 0) {
            countServed(at, was, is, event.registered);
        }
        return true;
    }

    private static boolean isOrder(byte[] state, int at, MealEvent event) {
        return Bytes.getLong(state, at + 8) == event.orderLow && Bytes.getLong(state, at) == event.orderHigh;
    }

    private static int active(int facts) {
        return (facts & (SERVED | VOIDED)) == SERVED ? 1 : 0;
    }

    private void note(int at, MealEvent event) {
        byte cut = (byte) ((event.period * 3 + event.mode) * GROUPS + event.group);
        if (event.kind == MealEvent.PLACED) {
            month[at + PLACED_DAY] = (byte) ServiceDays.dayOfMonth(event.day);
            month[at + PLACED_CUT] = cut;
            month[at + PLACED_SERVINGS] = (byte) event.servings;
            Bytes.putInt(month, at + PLACED_PLACE, event.place);
        } else if (event.kind == MealEvent.SERVED) {
            month[at + SERVED_DAY] = (byte) ServiceDays.dayOfMonth(event.day);
            month[at + SERVED_CUT] = cut;
            month[at + SERVED_SERVINGS] = (byte) event.servings;
            Bytes.putInt(month, at + SERVED_PLACE, event.place);
            Bytes.putLong(month, at + SERVED_AT, event.occurredAt);
        }
    }

    private void countPlaced(int at, int was, int is) {
        if ((is & PLACED) == 0) {
            return;
        }
        if ((was & PLACED) == 0) {
            placed(at, Cells.PLACED, 1);
        }
        int collected = collected(is) - collected(was);
        if (collected != 0) {
            placed(at, Cells.COLLECTED, collected);
        }
        int cancelled = cancelled(is) - cancelled(was);
        if (cancelled != 0) {
            placed(at, Cells.CANCELLED, cancelled);
        }
    }

    private static int collected(int facts) {
        return (facts & (PLACED | SERVED)) == (PLACED | SERVED) ? 1 : 0;
    }

    private static int cancelled(int facts) {
        return (facts & (PLACED | CANCELLED | SERVED)) == (PLACED | CANCELLED) ? 1 : 0;
    }

    private void placed(int at, int measure, int times) {
        changes[size++] = Changes.meals(Bytes.getInt(month, at + PLACED_PLACE), firstOfMonth + month[at + PLACED_DAY],
                month[at + PLACED_CUT] * Cells.MEASURES + measure, times * month[at + PLACED_SERVINGS]);
    }

    private void served(int at, int measure, int times) {
        changes[size++] = Changes.meals(Bytes.getInt(month, at + SERVED_PLACE), firstOfMonth + month[at + SERVED_DAY],
                month[at + SERVED_CUT] * Cells.MEASURES + measure, times * month[at + SERVED_SERVINGS]);
    }

    private void countServed(int at, int was, int is, boolean registered) {
        boolean wasVoided = (was & (SERVED | VOIDED)) == (SERVED | VOIDED);
        boolean isVoided = (is & VOIDED) != 0;
        if (isVoided && !wasVoided) {
            served(at, Cells.VOIDED, 1);
        }
        if (sign == 0) {
            return;
        }
        served(at, Cells.MEALS, sign);
        place = Bytes.getInt(month, at + SERVED_PLACE);
        eventDay = firstOfMonth + month[at + SERVED_DAY];
        changes[size++] = Changes.curve(place, eventDay, Bytes.getLong(month, at + SERVED_AT),
                sign * month[at + SERVED_SERVINGS]);
        if (registered) {
            senior = month[at + SERVED_CUT] % GROUPS < SENIOR_GROUPS;
            countSecondMeals(at);
            findPersons(at);
        }
    }

    /** The others of the sitting stay as they were, so only this meal and the earliest of the others can change their rank. */
    private void countSecondMeals(int at) {
        int earliest = -1;
        for (int other = 0; other < month.length; other += WIDTH) {
            if (other != at && active(month[other + FACTS]) != 0 && month[other + SERVED_DAY] == month[at + SERVED_DAY]
                    && month[other + SERVED_CUT] / (3 * GROUPS) == month[at + SERVED_CUT] / (3 * GROUPS)
                    && (earliest < 0 || isBefore(other, earliest))) {
                earliest = other;
            }
        }
        if (earliest >= 0) {
            served(isBefore(earliest, at) ? at : earliest, Cells.SECOND_MEALS, sign);
        }
    }

    private boolean isBefore(int at, int other) {
        long time = Bytes.getLong(month, at + SERVED_AT);
        long otherTime = Bytes.getLong(month, other + SERVED_AT);
        if (time != otherTime) {
            return time < otherTime;
        }
        int high = Long.compareUnsigned(Bytes.getLong(month, at), Bytes.getLong(month, other));
        return high != 0 ? high < 0 : Long.compareUnsigned(Bytes.getLong(month, at + 8), Bytes.getLong(month, other + 8)) < 0;
    }

    /** In which of day and month, and at which areas, no other meal counts this diner as a person, or as a senior. */
    private void findPersons(int at) {
        int persons = Changes.DAY_AND_MONTH;
        int seniors = senior ? Changes.DAY_AND_MONTH : 0;
        for (int other = 0; other < month.length && (persons | seniors) != 0; other += WIDTH) {
            if (other == at || active(month[other + FACTS]) == 0) {
                continue;
            }
            int levels = Changes.levelsShared(place, Bytes.getInt(month, other + SERVED_PLACE));
            int same = levels << Changes.MONTH_SHIFT | (month[other + SERVED_DAY] == month[at + SERVED_DAY] ? levels : 0);
            persons &= ~same;
            if (month[other + SERVED_CUT] % GROUPS < SENIOR_GROUPS) {
                seniors &= ~same;
            }
        }
        personBits = persons;
        seniorBits = seniors;
        pointStep = (persons & Changes.POINT << Changes.MONTH_SHIFT) != 0 ? sign : 0;
        seniorStep = (seniors & Changes.POINT << Changes.MONTH_SHIFT) != 0 ? sign : 0;
    }

    /** Whether the event changed at which points the diner was served in the month. */
    public boolean needsYear() {
        return pointStep != 0 || seniorStep != 0;
    }

    /**
     * Applies to the diner's year what {@link #apply} found.
     *
     * @param old the year's state; empty or null for none
     */
    public void applyYear(byte @org.jspecify.annotations.Nullable [] old) {
        int length = old == null ? 0 : old.length;
        int at = 0;
        while (at < length && Bytes.getInt(old, at) != place) {
            at += YEAR_WIDTH;
        }
        year = at < length ? old.clone() : length == 0 ? new byte[YEAR_WIDTH] : Arrays.copyOf(old, length + YEAR_WIDTH);
        Bytes.putInt(year, at, place);
        int served = Bytes.getInt(year, at + 4);
        int bit = 1 << ServiceDays.month(eventDay) % 12;
        int is = step(step(served, bit << 16, pointStep), bit, seniorStep);
        Bytes.putInt(year, at + 4, is);
        int persons = yearBits(served >>> 16, is >>> 16, at, 16);
        int seniors = yearBits(served & 0xffff, is & 0xffff, at, 0);
        personBits |= persons << Changes.YEAR_SHIFT;
        seniorBits |= seniors << Changes.YEAR_SHIFT;
    }

    private static int step(int months, int bit, int step) {
        return step > 0 ? months | bit : step < 0 ? months & ~bit : months;
    }

    /** The areas of the point whose year begins or ends to count the diner. */
    private int yearBits(int was, int is, int at, int shift) {
        if (was == 0 == (is == 0)) {
            return 0;
        }
        int levels = Changes.LEVELS;
        for (int other = 0; other < year.length; other += YEAR_WIDTH) {
            if (other != at && (Bytes.getInt(year, other + 4) >>> shift & 0xffff) != 0) {
                levels &= ~Changes.levelsShared(place, Bytes.getInt(year, other));
            }
        }
        return levels;
    }

    /** Completes the changes. */
    public void finish() {
        if (personBits != 0) {
            changes[size++] = Changes.persons(place, eventDay, personBits, sign, false);
        }
        if (seniorBits != 0) {
            changes[size++] = Changes.persons(place, eventDay, seniorBits, sign, true);
        }
    }
}
