package org.allcity.counts.redis;

import java.io.ByteArrayOutputStream;
import java.util.Collection;

/** As much of MessagePack as the script's arguments need. One argument for a whole hash: Redis takes many arguments slowly. */
final class MessagePack {

    /** The longest text whose length fits its first byte. */
    private static final int TEXT_BYTES_MAX = 31;

    private static final int ARRAY_16 = 0xdc;
    private static final int TEXT_FIX = 0xa0;
    private static final int INT_64 = 0xd3;
    private static final int ITEMS_MAX = 0xffff;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MessagePack texts(Collection<String> texts) {
        array(texts.size());
        for (String text : texts) {
            byte[] encoded = RedisKeys.bytes(text);
            if (encoded.length > TEXT_BYTES_MAX) {
                throw new IllegalArgumentException("field: " + text + " (expected: at most " + TEXT_BYTES_MAX + " bytes)");
            }
            bytes.write(TEXT_FIX | encoded.length);
            bytes.writeBytes(encoded);
        }
        return this;
    }

    MessagePack numbers(Collection<Long> numbers) {
        array(numbers.size());
        for (long number : numbers) {
            if (number >= 0 && number <= Byte.MAX_VALUE) {
                bytes.write((int) number);
                continue;
            }
            bytes.write(INT_64);
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                bytes.write((int) (number >>> shift));
            }
        }
        return this;
    }

    private void array(int items) {
        if (items > ITEMS_MAX) {
            throw new IllegalArgumentException("items: " + items + " (expected: at most " + ITEMS_MAX + ")");
        }
        bytes.write(ARRAY_16);
        bytes.write(items >>> Byte.SIZE);
        bytes.write(items);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
