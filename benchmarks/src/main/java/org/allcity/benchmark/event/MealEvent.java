package org.allcity.benchmark.event;

/** One meal fact as far as counts depend on it; filled again for each record, so that reading costs no memory. */
public final class MealEvent {

    public static final int PLACED = 0;
    public static final int CANCELLED = 1;
    public static final int SERVED = 2;
    public static final int VOIDED = 3;

    private static final int HEADER_BYTES = 10;
    private static final int REGISTERED_AT = HEADER_BYTES + 3 * 16;

    /** Single-object marker {@code c3 01} and the first six bytes of the fingerprint of MealFact v1; then the other two. */
    private static final long HEADER = 0xc301_1b98_5e24_5aeaL;
    private static final byte HEADER_8 = (byte) 0x9a;
    private static final byte HEADER_9 = 0x24;

    public long eventHigh;
    public long eventLow;
    public long orderHigh;
    public long orderLow;
    public long dinerHigh;
    public long dinerLow;
    public boolean registered;
    public int kind;
    public long occurredAt;
    public long receivedAt;
    /** Days since 1970. */
    public int day;
    public int period;
    public int mode;
    public int group;
    public int servings;
    /** As {@link Place} packs it. */
    public int place;

    private int at;

    /** Reads the bytes of one record of the topic. */
    public MealEvent decode(byte[] value) {
        if (Bytes.getLong(value, 0) != HEADER || value[8] != HEADER_8 || value[9] != HEADER_9) {
            throw new IllegalArgumentException("value: not a MealFact of version 1");
        }
        eventHigh = Bytes.getLong(value, HEADER_BYTES);
        eventLow = Bytes.getLong(value, HEADER_BYTES + 8);
        orderHigh = Bytes.getLong(value, HEADER_BYTES + 16);
        orderLow = Bytes.getLong(value, HEADER_BYTES + 24);
        dinerHigh = Bytes.getLong(value, HEADER_BYTES + 32);
        dinerLow = Bytes.getLong(value, HEADER_BYTES + 40);
        registered = value[REGISTERED_AT] != 0;
        at = REGISTERED_AT + 1;
        kind = (int) number(value);
        occurredAt = number(value);
        receivedAt = number(value);
        day = (int) number(value);
        period = (int) number(value);
        mode = (int) number(value);
        group = (int) number(value);
        servings = (int) number(value);
        int pointLength = (int) number(value);
        int point = at;
        at += pointLength;
        int districtLength = (int) number(value);
        at += districtLength;
        at += 1; // length of the subdistrict: 9
        place = Place.pack(value, at, point);
        return this;
    }

    private long number(byte[] value) {
        long read = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = value[at++];
            read |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return read >>> 1 ^ -(read & 1);
            }
        }
    }

    /** Quarter of an hour since midnight in Shanghai, at which it occurred. */
    public int quarter() {
        return ServiceDays.quarter(occurredAt);
    }
}
