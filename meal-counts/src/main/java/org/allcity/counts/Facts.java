package org.allcity.counts;

import java.util.Arrays;
import java.util.UUID;

/** Facts of one partition in the order of the log, packed: no object for each. Used again and again; not for several threads. */
public final class Facts {

    private static final int OFFSET = PackedFact.WORDS;
    private static final int DINER_HIGH = PackedFact.WORDS + 1;
    private static final int DINER_LOW = PackedFact.WORDS + 2;
    private static final int WORDS = PackedFact.WORDS + 3;

    /** The first instant that does not fit into a packed fact, in milliseconds since 1970: some day of 2149, as the days. */
    private static final long MILLIS_MAX = Calendar.DAYS_MAX * 24L * 60 * 60 * 1000;

    private long[] words = new long[64 * WORDS];
    private int size;

    /** As {@link #add(long, long, long, long, long, long, long, long, long, int, long)}. */
    public void add(long offset, Fact fact) {
        int at = nextRow();
        PackedFact.pack(fact, words, at);
        words[at + OFFSET] = offset;
        words[at + DINER_HIGH] = fact.diner().id().getMostSignificantBits();
        words[at + DINER_LOW] = fact.diner().id().getLeastSignificantBits();
        size++;
    }

    /**
     * Adds a fact whose enums and place are known to exist.
     *
     * @param offset its place in the log
     * @param day service day, in days since 1970
     * @param attributes as {@link PackedFact#attributes} packs them
     * @throws IllegalArgumentException when it could not be a {@link Fact}; then nothing was added
     */
    public void add(
            long offset,
            long dinerHigh,
            long dinerLow,
            long orderHigh,
            long orderLow,
            long eventHigh,
            long eventLow,
            long occurredAtMillis,
            long receivedAtMillis,
            int day,
            long attributes) {
        expectFact(dinerHigh, dinerLow, orderHigh, orderLow, occurredAtMillis, receivedAtMillis, day, attributes);
        int at = nextRow();
        words[at + PackedFact.ORDER_HIGH] = orderHigh;
        words[at + PackedFact.ORDER_LOW] = orderLow;
        words[at + PackedFact.EVENT_HIGH] = eventHigh;
        words[at + PackedFact.EVENT_LOW] = eventLow;
        words[at + PackedFact.TIME] = PackedFact.time(occurredAtMillis, day);
        words[at + PackedFact.RECEIVED] = receivedAtMillis;
        words[at + PackedFact.ATTRIBUTES] = attributes;
        words[at + OFFSET] = offset;
        words[at + DINER_HIGH] = dinerHigh;
        words[at + DINER_LOW] = dinerLow;
        size++;
    }

    /**
     * What is packed is a fact, as {@link #add(long, long, long, long, long, long, long, long, long, int, long)} takes it.
     *
     * @throws IllegalArgumentException when it could not be a {@link Fact}
     */
    public static void expectFact(
            long dinerHigh,
            long dinerLow,
            long orderHigh,
            long orderLow,
            long occurredAtMillis,
            long receivedAtMillis,
            int day,
            long attributes) {
        expectToFit(occurredAtMillis, receivedAtMillis, day);
        expectToAgree(dinerHigh, dinerLow, orderHigh, orderLow, attributes);
    }

    /** Days and instants are of the years 1970 to 2149, as far as packed facts reach. */
    static void expectToFit(long occurredAtMillis, long receivedAtMillis, long day) {
        expectInRange("occurredAt", occurredAtMillis, MILLIS_MAX);
        expectInRange("receivedAt", receivedAtMillis, MILLIS_MAX);
        expectInRange("serviceDate", day, Calendar.DAYS_MAX);
    }

    private static void expectInRange(String field, long value, long max) {
        if (value < 0 || value >= max) {
            throw new IllegalArgumentException(field + ": " + value + " since 1970 (expected: from 1970 to 2149)");
        }
    }

    private static void expectToAgree(long dinerHigh, long dinerLow, long orderHigh, long orderLow, long attributes) {
        Fact.expectServings(PackedFact.servings(attributes));
        boolean registered = PackedFact.registered(attributes);
        if (registered == (PackedFact.group(attributes) == DinerGroup.UNREGISTERED.ordinal())) {
            throw Fact.groupDiffers(DinerGroup.values()[PackedFact.group(attributes)]);
        }
        if (!registered && (dinerHigh != orderHigh || dinerLow != orderLow)) {
            throw Fact.dinerDiffers(new UUID(dinerHigh, dinerLow), new UUID(orderHigh, orderLow));
        }
    }

    private int nextRow() {
        int at = size * WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        return at;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    public long offset(int index) {
        return words[index * WORDS + OFFSET];
    }

    public long dinerHigh(int index) {
        return words[index * WORDS + DINER_HIGH];
    }

    public long dinerLow(int index) {
        return words[index * WORDS + DINER_LOW];
    }

    public boolean registered(int index) {
        return PackedFact.registered(words[index * WORDS + PackedFact.ATTRIBUTES]);
    }

    public long occurredAtMillis(int index) {
        return PackedFact.occurredAt(words[index * WORDS + PackedFact.TIME]);
    }

    public long receivedAtMillis(int index) {
        return words[index * WORDS + PackedFact.RECEIVED];
    }

    public DinerId diner(int index) {
        return new DinerId(registered(index), new UUID(dinerHigh(index), dinerLow(index)));
    }

    public Fact fact(int index) {
        return PackedFact.unpack(diner(index), words, index * WORDS);
    }

    long[] words() {
        return words;
    }

    static int at(int index) {
        return index * WORDS;
    }
}
