package org.allcity.counts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A {@link Fact} as seven longs, for the way of millions from the log into ledgers. Three of them are order id, event id and receipt;
 * the others hold, from the highest bit down, in the order in which {@link Fact#PRECEDENCE} compares them:
 *
 * <pre>
 * TIME        occurredAt 44, day 20
 * ATTRIBUTES  0, period 2, mode 2, group 3, servings 5, place 44, kind 2, unregistered 1, unused 3, meal 1
 * </pre>
 */
public final class PackedFact {

    public static final int ORDER_HIGH = 0;
    public static final int ORDER_LOW = 1;
    public static final int EVENT_HIGH = 2;
    public static final int EVENT_LOW = 3;
    public static final int TIME = 4;
    /** {@code receivedAt} in milliseconds since 1970. */
    public static final int RECEIVED = 5;
    public static final int ATTRIBUTES = 6;
    public static final int WORDS = 7;

    /** In a ledger: it is the serving of an order that counts as meals. */
    static final long MEAL = 1;

    private static final int DAY_BITS = 20;
    private static final long DAY_MASK = (1L << DAY_BITS) - 1;
    private static final int UNREGISTERED_SHIFT = 4;
    private static final int KIND_SHIFT = 5;
    private static final int PLACE_SHIFT = 7;
    private static final long PLACE_MASK = (1L << 44) - 1;
    private static final int SERVINGS_SHIFT = 51;
    private static final int GROUP_SHIFT = 56;
    private static final int MODE_SHIFT = 59;
    private static final int PERIOD_SHIFT = 61;

    private static final FactKind[] KINDS = FactKind.values();
    private static final MealPeriod[] PERIODS = MealPeriod.values();
    private static final ServiceMode[] MODES = ServiceMode.values();
    private static final DinerGroup[] GROUPS = DinerGroup.values();

    private PackedFact() {}

    /**
     * The word {@link #TIME}.
     *
     * @param occurredAtMillis since 1970
     * @param day service day, in days since 1970
     */
    public static long time(long occurredAtMillis, int day) {
        return occurredAtMillis << DAY_BITS | day;
    }

    /**
     * The word {@link #ATTRIBUTES}; enums by their ordinals.
     *
     * @param place as {@link Place#packed()}
     */
    public static long attributes(boolean registered, int kind, int period, int mode, int group, int servings, long place) {
        return (long) period << PERIOD_SHIFT
                | (long) mode << MODE_SHIFT
                | (long) group << GROUP_SHIFT
                | (long) servings << SERVINGS_SHIFT
                | place << PLACE_SHIFT
                | (long) kind << KIND_SHIFT
                | (registered ? 0 : 1L << UNREGISTERED_SHIFT);
    }

    public static long occurredAt(long time) {
        return time >>> DAY_BITS;
    }

    public static int day(long time) {
        return (int) (time & DAY_MASK);
    }

    public static int period(long attributes) {
        return (int) (attributes >>> PERIOD_SHIFT);
    }

    public static int mode(long attributes) {
        return (int) (attributes >>> MODE_SHIFT) & 3;
    }

    public static int group(long attributes) {
        return (int) (attributes >>> GROUP_SHIFT) & 7;
    }

    public static int servings(long attributes) {
        return (int) (attributes >>> SERVINGS_SHIFT) & 31;
    }

    public static long place(long attributes) {
        return attributes >>> PLACE_SHIFT & PLACE_MASK;
    }

    public static int kind(long attributes) {
        return (int) (attributes >>> KIND_SHIFT) & 3;
    }

    public static boolean registered(long attributes) {
        return (attributes >>> UNREGISTERED_SHIFT & 1) == 0;
    }

    static boolean senior(long attributes) {
        return GROUPS[group(attributes)].senior();
    }

    /** Of two facts of one order and kind, which one holds: as {@link Fact#PRECEDENCE}. */
    static boolean precedes(long[] one, int at, long[] other, int otherAt) {
        long time = one[at + TIME];
        long otherTime = other[otherAt + TIME];
        if (time >>> DAY_BITS != otherTime >>> DAY_BITS) {
            return time >>> DAY_BITS < otherTime >>> DAY_BITS;
        }
        if (one[at + EVENT_HIGH] != other[otherAt + EVENT_HIGH]) {
            return Long.compareUnsigned(one[at + EVENT_HIGH], other[otherAt + EVENT_HIGH]) < 0;
        }
        if (one[at + EVENT_LOW] != other[otherAt + EVENT_LOW]) {
            return Long.compareUnsigned(one[at + EVENT_LOW], other[otherAt + EVENT_LOW]) < 0;
        }
        if (time != otherTime) {
            return time < otherTime;
        }
        return one[at + ATTRIBUTES] >>> PLACE_SHIFT < other[otherAt + ATTRIBUTES] >>> PLACE_SHIFT;
    }

    /** Whether both report the same of an order, whenever they were received. */
    static boolean repeats(long[] one, int at, long[] other, int otherAt) {
        return one[at + EVENT_LOW] == other[otherAt + EVENT_LOW]
                && one[at + EVENT_HIGH] == other[otherAt + EVENT_HIGH]
                && one[at + TIME] == other[otherAt + TIME]
                && one[at + ATTRIBUTES] >>> KIND_SHIFT == other[otherAt + ATTRIBUTES] >>> KIND_SHIFT;
    }

    static void pack(Fact fact, long[] words, int at) {
        words[at + ORDER_HIGH] = fact.orderId().getMostSignificantBits();
        words[at + ORDER_LOW] = fact.orderId().getLeastSignificantBits();
        words[at + EVENT_HIGH] = fact.eventId().getMostSignificantBits();
        words[at + EVENT_LOW] = fact.eventId().getLeastSignificantBits();
        words[at + TIME] = time(fact.occurredAt().toEpochMilli(), (int) fact.serviceDate().toEpochDay());
        words[at + RECEIVED] = fact.receivedAt().toEpochMilli();
        words[at + ATTRIBUTES] = attributes(
                fact.diner().registered(),
                fact.kind().ordinal(),
                fact.period().ordinal(),
                fact.mode().ordinal(),
                fact.group().ordinal(),
                fact.servings(),
                fact.place().packed());
    }

    static Fact unpack(DinerId diner, long[] words, int at) {
        long attributes = words[at + ATTRIBUTES];
        return new Fact(
                new UUID(words[at + EVENT_HIGH], words[at + EVENT_LOW]),
                new UUID(words[at + ORDER_HIGH], words[at + ORDER_LOW]),
                diner,
                KINDS[kind(attributes)],
                Instant.ofEpochMilli(occurredAt(words[at + TIME])),
                Instant.ofEpochMilli(words[at + RECEIVED]),
                LocalDate.ofEpochDay(day(words[at + TIME])),
                PERIODS[period(attributes)],
                MODES[mode(attributes)],
                GROUPS[group(attributes)],
                servings(attributes),
                Place.ofPacked(place(attributes)));
    }
}
