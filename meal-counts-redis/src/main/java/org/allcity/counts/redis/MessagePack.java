package org.allcity.counts.redis;

import java.util.Arrays;

/** As much of MessagePack as the script's arguments need. One argument for a whole hash: Redis takes many arguments slowly. */
final class MessagePack {

    /** The longest text whose length fits its first byte. */
    private static final int TEXT_BYTES_MAX = 31;

    private static final int ARRAY_16 = 0xdc;
    private static final int TEXT_FIX = 0xa0;
    private static final int INT_64 = 0xd3;
    private static final int ITEMS_MAX = 0xffff;

    private byte[] bytes = new byte[256];
    private int size;

    MessagePack clear() {
        size = 0;
        return this;
    }

    MessagePack array(int items) {
        if (items > ITEMS_MAX) {
            throw new IllegalArgumentException("items: " + items + " (expected: at most " + ITEMS_MAX + ")");
        }
        makeRoom(3);
        bytes[size++] = (byte) ARRAY_16;
        bytes[size++] = (byte) (items >>> Byte.SIZE);
        bytes[size++] = (byte) items;
        return this;
    }

    MessagePack text(byte[] text) {
        if (text.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "field: " + RedisKeys.text(text) + " (expected: at most " + TEXT_BYTES_MAX + " bytes)");
        }
        makeRoom(1 + text.length);
        bytes[size++] = (byte) (TEXT_FIX | text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    MessagePack number(long number) {
        makeRoom(1 + Long.BYTES);
        if (number >= 0 && number <= Byte.MAX_VALUE) {
            bytes[size++] = (byte) number;
            return this;
        }
        bytes[size++] = (byte) INT_64;
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (number >>> shift);
        }
        return this;
    }

    /** A number that is not negative, as the text of its digits. */
    MessagePack digits(long number) {
        int length = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            length++;
        }
        makeRoom(1 + length);
        bytes[size++] = (byte) (TEXT_FIX | length);
        int at = size + length;
        for (long rest = number; at > size; rest /= 10) {
            bytes[--at] = (byte) ('0' + rest % 10);
        }
        size += length;
        return this;
    }

    private void makeRoom(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (size + more));
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
