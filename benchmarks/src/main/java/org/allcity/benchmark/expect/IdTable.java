package org.allcity.benchmark.expect;

import java.util.Arrays;

/** Numbers ids of 32 bytes from 0, in the order in which they are met. */
final class IdTable {

    private static final int WIDTH = 4;

    private long[] ids = new long[WIDTH << 10];
    private int[] slots = new int[1 << 11];
    private int size;

    int size() {
        return size;
    }

    /** The number of an id; {@link #size()} as it was before when the id is new. */
    int of(long a, long b, long c, long d) {
        int slot = slot(a, b, c, d);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if ((size + 1) * WIDTH > ids.length) {
            grow();
            slot = slot(a, b, c, d);
        }
        int at = size * WIDTH;
        ids[at] = a;
        ids[at + 1] = b;
        ids[at + 2] = c;
        ids[at + 3] = d;
        slots[slot] = ++size;
        return size - 1;
    }

    private int slot(long a, long b, long c, long d) {
        int mask = slots.length - 1;
        int slot = (int) ((a ^ b * 31 ^ c * 961) * 0x9E3779B97F4A7C15L >>> 32) & mask;
        for (; slots[slot] != 0; slot = slot + 1 & mask) {
            int at = (slots[slot] - 1) * WIDTH;
            if (ids[at] == a && ids[at + 1] == b && ids[at + 2] == c && ids[at + 3] == d) {
                break;
            }
        }
        return slot;
    }

    private void grow() {
        ids = Arrays.copyOf(ids, ids.length * 2);
        slots = new int[slots.length * 2];
        for (int i = 0; i < size; i++) {
            int at = i * WIDTH;
            slots[slot(ids[at], ids[at + 1], ids[at + 2], ids[at + 3])] = i + 1;
        }
    }
}
