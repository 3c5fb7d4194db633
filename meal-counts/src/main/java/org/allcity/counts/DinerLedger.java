package org.allcity.counts;

import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The set of one diner's recent facts, and what is left of the sealed ones. Adding a fact is idempotent and does not depend on order.
 * Packed, since millions are held: some 60 bytes a fact. Changed by a {@link Fold} only; not for several threads.
 */
public final class DinerLedger {

    private static final int WORDS = PackedFact.WORDS;
    private static final int FACTS_AT_FIRST = 2;
    private static final long WRITTEN = -1;

    private final boolean registered;
    private final long dinerHigh;
    private final long dinerLow;
    private long next;
    private long unwrittenFrom = WRITTEN;
    private long latestReceivedAt;
    private int earliestDay = Integer.MAX_VALUE;
    private int size;
    private long[] words;
    private int earliestServedMonth = Integer.MAX_VALUE;
    /** As {@link #servedMonth}; none twice. */
    private long[] servedMonths = NONE;

    private static final long[] NONE = {};

    private DinerLedger(boolean registered, long dinerHigh, long dinerLow, int capacity) {
        this.registered = registered;
        this.dinerHigh = dinerHigh;
        this.dinerLow = dinerLow;
        this.words = capacity == 0 ? NONE : new long[capacity * WORDS];
    }

    public static DinerLedger empty(boolean registered, long dinerHigh, long dinerLow) {
        return new DinerLedger(registered, dinerHigh, dinerLow, 0);
    }

    public static DinerLedger empty(DinerId diner) {
        return empty(diner.registered(), diner.id().getMostSignificantBits(), diner.id().getLeastSignificantBits());
    }

    /** A ledger as a store kept it, from what its accessors gave. */
    public static DinerLedger restored(
            DinerId diner, Instant latestReceivedAt, Collection<ServedMonth> servedMonths, Collection<Fact> facts) {
        Builder builder = new Builder(diner);
        builder.latestReceivedAt(latestReceivedAt.toEpochMilli());
        for (ServedMonth month : servedMonths) {
            int number = month.month().getYear() * 12 + month.month().getMonthValue() - 1 - 1970 * 12;
            builder.servedMonth(number, month.place().packed(), month.senior());
        }
        long[] packed = new long[WORDS];
        for (Fact fact : facts) {
            PackedFact.pack(fact, packed, 0);
            builder.fact(packed);
        }
        return builder.build();
    }

    /** Puts a ledger together again from what a store kept. */
    public static final class Builder {

        private final DinerLedger ledger;

        public Builder(DinerId diner) {
            ledger = empty(diner);
        }

        public void next(long position) {
            ledger.next = position;
        }

        public void latestReceivedAt(long millis) {
            ledger.latestReceivedAt = millis;
        }

        /** @param month since January 1970 */
        public void servedMonth(int month, long place, boolean senior) {
            ledger.addServedMonth(DinerLedger.servedMonth(month, place, senior));
        }

        /** @param words a {@link PackedFact}, which is copied */
        public void fact(long[] words) {
            ledger.append(words, 0);
        }

        public DinerLedger build() {
            new Orders().markMeals(ledger);
            return ledger;
        }
    }

    /** Another one with the same in it. */
    public DinerLedger copy() {
        DinerLedger copy = new DinerLedger(registered, dinerHigh, dinerLow, 0);
        copy.next = next;
        copy.latestReceivedAt = latestReceivedAt;
        copy.earliestDay = earliestDay;
        copy.size = size;
        copy.words = Arrays.copyOf(words, size * WORDS);
        copy.earliestServedMonth = earliestServedMonth;
        copy.servedMonths = servedMonths;
        return copy;
    }

    public DinerId diner() {
        return new DinerId(registered, new UUID(dinerHigh, dinerLow));
    }

    public boolean registered() {
        return registered;
    }

    public long dinerHigh() {
        return dinerHigh;
    }

    public long dinerLow() {
        return dinerLow;
    }

    /** Whether it is this diner's. */
    public boolean isOf(boolean ofRegistered, long high, long low) {
        return dinerLow == low && dinerHigh == high && registered == ofRegistered;
    }

    /** The position after the last of the diner's records that it knows of: earlier ones are not to be added again. */
    public long next() {
        return next;
    }

    void next(long position) {
        next = position;
    }

    /** Whether it holds facts that its store does not have. */
    public boolean isUnwritten() {
        return unwrittenFrom != WRITTEN;
    }

    /** Offset of the first record that it knows of and its store does not. */
    public long unwrittenFrom() {
        return unwrittenFrom;
    }

    void changedBy(long offset) {
        if (unwrittenFrom == WRITTEN) {
            unwrittenFrom = offset;
        }
    }

    /** Its store has it as it is. */
    public void written() {
        unwrittenFrom = WRITTEN;
    }

    /** The greatest {@code receivedAt} of all facts ever added. */
    public Instant latestReceivedAt() {
        return Instant.ofEpochMilli(latestReceivedAt);
    }

    public long latestReceivedAtMillis() {
        return latestReceivedAt;
    }

    void receivedAt(long millis) {
        latestReceivedAt = Math.max(latestReceivedAt, millis);
    }

    /** How many facts it holds that are not sealed. */
    public int size() {
        return size;
    }

    /** A word of one of its facts, as {@link PackedFact}. */
    public long word(int index, int word) {
        return words[index * WORDS + word];
    }

    long[] words() {
        return words;
    }

    /** Gives where it was put. */
    int append(long[] from, int at) {
        if (size * WORDS == words.length) {
            words = Arrays.copyOf(words, Math.max(FACTS_AT_FIRST, size + (size + 1) / 2) * WORDS);
        }
        int to = size * WORDS;
        System.arraycopy(from, at, words, to, WORDS);
        words[to + PackedFact.ATTRIBUTES] &= ~PackedFact.MEAL;
        earliestDay = Math.min(earliestDay, PackedFact.day(words[to + PackedFact.TIME]));
        return size++;
    }

    /** Packs what is left of a sealed meal. */
    private static long servedMonth(int month, long place, boolean senior) {
        return place << 17 | (long) month << 1 | (senior ? 1 : 0);
    }

    /** Of an element of {@link #packedServedMonths}: months since January 1970. */
    public static int month(long servedMonth) {
        return (int) (servedMonth >>> 1) & 0xffff;
    }

    /** Of an element of {@link #packedServedMonths}. */
    public static long place(long servedMonth) {
        return servedMonth >>> 17;
    }

    /** Of an element of {@link #packedServedMonths}. */
    public static boolean senior(long servedMonth) {
        return (servedMonth & 1) != 0;
    }

    /** The points at which the diner was served in which month, as far as orders are sealed; not to be changed. */
    public long[] packedServedMonths() {
        return servedMonths;
    }

    public Set<ServedMonth> servedMonths() {
        Set<ServedMonth> months = new LinkedHashSet<>();
        for (long served : servedMonths) {
            YearMonth month = YearMonth.of(Calendar.yearOfMonth(month(served)), month(served) % 12 + 1);
            months.add(new ServedMonth(month, Place.ofPacked(place(served)), senior(served)));
        }
        return months;
    }

    private void addServedMonth(long served) {
        for (long held : servedMonths) {
            if (held == served) {
                return;
            }
        }
        earliestServedMonth = Math.min(earliestServedMonth, month(served));
        servedMonths = Arrays.copyOf(servedMonths, servedMonths.length + 1);
        servedMonths[servedMonths.length - 1] = served;
    }

    /** The facts that are not sealed, by order id. */
    public SortedMap<UUID, List<Fact>> factsByOrder() {
        SortedMap<UUID, List<Fact>> facts = new TreeMap<>(Fact.ID_ORDER);
        for (int i = 0; i < size; i++) {
            Fact fact = PackedFact.unpack(diner(), words, i * WORDS);
            facts.computeIfAbsent(fact.orderId(), id -> new ArrayList<>(2)).add(fact);
        }
        return facts;
    }

    /**
     * Forgets the orders that no acceptable fact can change any more, and keeps their meals by month. Counts already made of them stay.
     * No sealed order shares a day with one that is kept, or the kept one could no longer be told first from second.
     */
    void seal() {
        int horizon = CorrectionWindow.sealingHorizon(latestReceivedAt);
        if (earliestDay >= horizon) {
            return;
        }
        int bound = horizon;
        for (int i = 0; i < size; i++) {
            if (day(i) < bound && lastDayOfItsOrder(i) >= horizon) {
                bound = day(i);
            }
        }
        if (earliestDay >= bound) {
            return;
        }
        keepFrom(bound);
        // Persons of a year can change as long as a day of it can.
        forgetMonthsBefore(Calendar.yearOfMonth(Calendar.monthOf(bound)) * 12 - 1970 * 12);
    }

    private void forgetMonthsBefore(int first) {
        if (earliestServedMonth < first) {
            servedMonths = Arrays.stream(servedMonths).filter(served -> month(served) >= first).toArray();
            earliestServedMonth = Arrays.stream(servedMonths).mapToInt(DinerLedger::month).min().orElse(Integer.MAX_VALUE);
        }
    }

    private int day(int index) {
        return PackedFact.day(words[index * WORDS + PackedFact.TIME]);
    }

    private int lastDayOfItsOrder(int index) {
        int last = 0;
        for (int i = 0; i < size; i++) {
            if (isOfOneOrder(i, index)) {
                last = Math.max(last, day(i));
            }
        }
        return last;
    }

    private boolean isOfOneOrder(int one, int other) {
        return words[one * WORDS + PackedFact.ORDER_LOW] == words[other * WORDS + PackedFact.ORDER_LOW]
                && words[one * WORDS + PackedFact.ORDER_HIGH] == words[other * WORDS + PackedFact.ORDER_HIGH];
    }

    private void keepFrom(int bound) {
        boolean[] kept = new boolean[size];
        for (int i = 0; i < size; i++) {
            kept[i] = day(i) >= bound || lastDayOfItsOrder(i) >= bound;
        }
        int keptSize = 0;
        earliestDay = Integer.MAX_VALUE;
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                earliestDay = Math.min(earliestDay, day(i));
                System.arraycopy(words, i * WORDS, words, keptSize++ * WORDS, WORDS);
                continue;
            }
            long attributes = words[i * WORDS + PackedFact.ATTRIBUTES];
            if (registered && (attributes & PackedFact.MEAL) != 0) {
                addServedMonth(servedMonth(
                        Calendar.monthOf(day(i)), PackedFact.place(attributes), PackedFact.senior(attributes)));
            }
        }
        size = keptSize;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DinerLedger that
                && isOf(that.registered, that.dinerHigh, that.dinerLow)
                && latestReceivedAt == that.latestReceivedAt
                && servedMonths().equals(that.servedMonths())
                && facts().equals(that.facts());
    }

    private Set<Fact> facts() {
        Set<Fact> facts = new HashSet<>();
        factsByOrder().values().forEach(facts::addAll);
        return facts;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(dinerLow) * 31 + size;
    }
}
