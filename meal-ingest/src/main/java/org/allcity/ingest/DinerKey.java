package org.allcity.ingest;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Whom a fact is of: a registered diner's pseudonym, or the order id of an unregistered one. 16 bytes. */
public record DinerKey(long high, long low, boolean registered) {

    public static final int LENGTH_BYTES = 16;

    static DinerKey pseudonym(byte[] mac) {
        ByteBuffer bytes = ByteBuffer.wrap(mac, 0, LENGTH_BYTES);
        return new DinerKey(bytes.getLong(), bytes.getLong(), true);
    }

    static DinerKey unregistered(UUID orderId) {
        return new DinerKey(orderId.getMostSignificantBits(), orderId.getLeastSignificantBits(), false);
    }

    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH_BYTES).putLong(high).putLong(low).array();
    }
}
