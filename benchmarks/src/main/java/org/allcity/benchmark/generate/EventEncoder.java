package org.allcity.benchmark.generate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.allcity.benchmark.event.Bytes;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.simulator.city.MealPoint;

/** Writes a planned event as ingest would: MealFact v1 in Avro's single-object encoding, by hand. Not for several threads. */
public final class EventEncoder {

    /** Single-object marker and the fingerprint of MealFact v1, as 10 bytes. */
    static final byte[] HEADER = {(byte) 0xc3, 1, 0x1b, (byte) 0x98, 0x5e, 0x24, 0x5a, (byte) 0xea, (byte) 0x9a, 0x24};

    private static final byte[] CANCEL_REASON = ascii("DINER_CANCELLED");
    private static final byte[] VOID_REASON = ascii("WRONG_DINER");
    private static final int BYTES_MAX = 256;
    private static final int PRICE_FEN = 1_500;
    private static final int SUBSIDY_FEN = 300;
    private static final int VERIFIED_BY = 4;
    private static final int TERMINALS = 3;

    private final byte[][] districts;
    private final byte[][] subdistricts;
    private final byte[][] points;
    private final Ids ids;
    private final byte[] bytes = new byte[BYTES_MAX];
    private int at;

    public EventEncoder(long seed, List<MealPoint> points) {
        this.ids = new Ids(seed);
        this.districts = points.stream().map(point -> ascii(point.district())).toArray(byte[][]::new);
        this.subdistricts = points.stream().map(point -> ascii(point.subdistrict())).toArray(byte[][]::new);
        this.points = points.stream().map(point -> ascii(point.id())).toArray(byte[][]::new);
    }

    /** The key that ingest would give the record. */
    byte[] key(PlannedOrder order) {
        byte[] key = new byte[16];
        if (order.diner() < 0) {
            ids.order(order.number(), key, 0);
        } else {
            ids.diner(order.diner(), key, 0);
        }
        return key;
    }

    byte[] encode(PlannedEvent event) {
        return encode(event, event.occurredAt, event.receivedAt);
    }

    /** The same event at another time. */
    byte[] encode(PlannedEvent event, long occurredAt, long receivedAt) {
        PlannedOrder order = event.order;
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        at = HEADER.length;
        ids.event(event.number, bytes, at);
        ids.order(order.number(), bytes, at + 16);
        boolean registered = order.diner() >= 0;
        if (registered) {
            ids.diner(order.diner(), bytes, at + 32);
        } else {
            ids.order(order.number(), bytes, at + 32);
        }
        at += 48;
        bytes[at++] = (byte) (registered ? 1 : 0);
        number(event.kind);
        number(occurredAt);
        number(receivedAt);
        number(order.day());
        number(order.period());
        number(order.mode());
        number(order.group());
        number(order.servings());
        text(points[order.point()]);
        text(districts[order.point()]);
        text(subdistricts[order.point()]);
        terminal(order);
        homeDistrict(order, registered);
        number(1);
        number(registered ? order.diner() % VERIFIED_BY : VERIFIED_BY - 1);
        number(1);
        number(PRICE_FEN);
        number(1);
        number(registered ? SUBSIDY_FEN : 0);
        reason(event.kind);
        number(0);
        return java.util.Arrays.copyOf(bytes, at);
    }

    private void terminal(PlannedOrder order) {
        byte[] point = points[order.point()];
        number(point.length + 4);
        bytes[at++] = 'T';
        bytes[at++] = '-';
        System.arraycopy(point, 0, bytes, at, point.length);
        at += point.length;
        bytes[at++] = '-';
        bytes[at++] = (byte) ('1' + Math.floorMod(order.number(), TERMINALS));
    }

    private void homeDistrict(PlannedOrder order, boolean registered) {
        if (!registered || order.diner() % 10 == 0) {
            number(0);
        } else {
            number(1);
            text(districts[order.point()]);
        }
    }

    private void reason(int kind) {
        if (kind == MealEvent.CANCELLED || kind == MealEvent.VOIDED) {
            number(1);
            text(kind == MealEvent.CANCELLED ? CANCEL_REASON : VOID_REASON);
        } else {
            number(0);
        }
    }

    private void text(byte[] text) {
        number(text.length);
        System.arraycopy(text, 0, bytes, at, text.length);
        at += text.length;
    }

    private void number(long value) {
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left & 0x7f | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Sixteen bytes for anything that has a number. */
    private record Ids(long seed) {

        void order(long number, byte[] to, int at) {
            put(1, number, to, at);
        }

        void diner(long number, byte[] to, int at) {
            put(2, number, to, at);
        }

        void event(long number, byte[] to, int at) {
            put(3, number, to, at);
        }

        private void put(int kind, long number, byte[] to, int at) {
            Bytes.putLong(to, at, Mix.of(seed * 31 + kind + (number << 2)));
            Bytes.putLong(to, at + 8, Mix.of(~seed * 17 + kind + (number << 2)));
        }
    }
}
