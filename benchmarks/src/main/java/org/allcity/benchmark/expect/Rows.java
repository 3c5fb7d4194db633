package org.allcity.benchmark.expect;

import java.util.Arrays;
import org.allcity.benchmark.event.MealEvent;

/** Facts in columns, eight longs each. */
final class Rows {

    private static final int WIDTH = 8;
    private static final int CHUNK = 1 << 16;

    private long[][] chunks = new long[16][];
    private int size;

    int add(MealEvent event) {
        int chunk = size / CHUNK;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk * 2);
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new long[CHUNK * WIDTH];
        }
        long[] to = chunks[chunk];
        int at = size % CHUNK * WIDTH;
        to[at] = event.occurredAt;
        to[at + 1] = event.eventHigh;
        to[at + 2] = event.eventLow;
        to[at + 3] = event.orderHigh;
        to[at + 4] = event.orderLow;
        to[at + 5] = event.place;
        to[at + 6] = (long) event.day << 32 | event.period << 24 | event.mode << 16 | event.group << 8 | event.servings;
        to[at + 7] = event.quarter();
        return size++;
    }

    private long get(int row, int column) {
        return chunks[row / CHUNK][row % CHUNK * WIDTH + column];
    }

    int place(int row) {
        return (int) get(row, 5);
    }

    int day(int row) {
        return (int) (get(row, 6) >>> 32);
    }

    int period(int row) {
        return (int) get(row, 6) >>> 24;
    }

    int mode(int row) {
        return (int) get(row, 6) >>> 16 & 0xff;
    }

    int group(int row) {
        return (int) get(row, 6) >>> 8 & 0xff;
    }

    int servings(int row) {
        return (int) get(row, 6) & 0xff;
    }

    int quarter(int row) {
        return (int) get(row, 7);
    }

    /** Of two facts of one order and kind the one with the lesser time, then the lesser event id, holds. */
    boolean holdsOver(int row, int other) {
        return isLess(row, other, 1);
    }

    boolean sameSitting(int row, int other) {
        return get(row, 6) >>> 24 == get(other, 6) >>> 24;
    }

    /** Whether a meal came before another: by time, then by order id. */
    boolean eatenBefore(int row, int other) {
        return isLess(row, other, 3);
    }

    private boolean isLess(int row, int other, int idColumn) {
        if (get(row, 0) != get(other, 0)) {
            return get(row, 0) < get(other, 0);
        }
        int high = Long.compareUnsigned(get(row, idColumn), get(other, idColumn));
        return high != 0 ? high < 0 : Long.compareUnsigned(get(row, idColumn + 1), get(other, idColumn + 1)) < 0;
    }
}
