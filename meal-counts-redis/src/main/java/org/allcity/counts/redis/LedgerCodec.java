package org.allcity.counts.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.allcity.counts.Calendar;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.FactKind;
import org.allcity.counts.Facts;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.PackedFact;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.StoreDamagedException;
import org.allcity.schema.StoredLedger;
import org.apache.avro.SchemaNormalization;

/**
 * Ledgers as bytes: {@link StoredLedger} in Avro's single-object encoding, written and read without objects of Avro's, since a ledger
 * is packed as it is. Whose ledger it is, its key tells.
 */
final class LedgerCodec {

    private static final short MARK = (short) 0xc301;
    private static final int ID_BYTES = 16;
    private static final int LONG_BYTES_MAX = 10;
    private static final int FACT_BYTES_MAX = ID_BYTES + 10 * LONG_BYTES_MAX;
    private static final int POINTS_PER_SUBDISTRICT = 10_000;
    private static final int FIRST_MONTH = 1970 * 12;

    private static final long VERSION_2 = SchemaNormalization.parsingFingerprint64(StoredLedger.getClassSchema());
    /** Of the schema without {@code next}, its last field. */
    private static final long VERSION_1 = Long.reverseBytes(0xd86390790d566370L);

    private LedgerCodec() {}

    static byte[] encode(DinerLedger ledger) {
        return new Encoder().encode(ledger);
    }

    /**
     * The ledger that a key holds.
     *
     * @throws StoreDamagedException when it is none, or one of a schema that is not known here: never taken for an empty one
     */
    static DinerLedger decode(String key, DinerId diner, byte[] bytes) {
        try {
            return new Decoder(diner, bytes).ledger();
        } catch (IllegalArgumentException e) {
            throw damaged(key, RedisCalls.oneLine(e));
        } catch (BufferUnderflowException e) {
            throw damaged(key, bytes.length + " bytes, which end too soon");
        }
    }

    private static StoreDamagedException damaged(String key, String found) {
        return new StoreDamagedException(key + ": " + found + " (expected: a ledger of a schema that this version knows)");
    }

    /** Used again and again; not for several threads. */
    static final class Encoder {

        private byte[] bytes = new byte[1024];
        private int size;

        byte[] encode(DinerLedger ledger) {
            size = 0;
            makeRoom(Short.BYTES + Long.BYTES + 4 * LONG_BYTES_MAX);
            bytes[size++] = (byte) (MARK >>> Byte.SIZE);
            bytes[size++] = (byte) MARK;
            putFixed(Long.reverseBytes(VERSION_2));
            putLong(ledger.latestReceivedAtMillis());
            putServedMonths(ledger.packedServedMonths());
            putOrders(ledger);
            makeRoom(LONG_BYTES_MAX);
            putLong(ledger.next());
            return Arrays.copyOf(bytes, size);
        }

        private void putServedMonths(long[] months) {
            if (months.length > 0) {
                putLong(months.length);
                makeRoom(months.length * 3 * LONG_BYTES_MAX + LONG_BYTES_MAX);
                for (long served : months) {
                    putLong(Calendar.monthNumber(DinerLedger.month(served)));
                    putPlace(DinerLedger.place(served));
                    bytes[size++] = (byte) (DinerLedger.senior(served) ? 1 : 0);
                }
            }
            putLong(0);
        }

        private void putOrders(DinerLedger ledger) {
            int orders = 0;
            for (int i = 0; i < ledger.size(); i++) {
                orders += firstOfOrder(ledger, i) == i ? 1 : 0;
            }
            makeRoom(ledger.size() * (FACT_BYTES_MAX + ID_BYTES + 2 * LONG_BYTES_MAX) + 2 * LONG_BYTES_MAX);
            if (orders > 0) {
                putLong(orders);
                for (int i = 0; i < ledger.size(); i++) {
                    if (firstOfOrder(ledger, i) == i) {
                        putOrder(ledger, i);
                    }
                }
            }
            putLong(0);
        }

        private static int firstOfOrder(DinerLedger ledger, int index) {
            int first = 0;
            while (!isOfOneOrder(ledger, first, index)) {
                first++;
            }
            return first;
        }

        private static boolean isOfOneOrder(DinerLedger ledger, int one, int other) {
            return ledger.word(one, PackedFact.ORDER_LOW) == ledger.word(other, PackedFact.ORDER_LOW)
                    && ledger.word(one, PackedFact.ORDER_HIGH) == ledger.word(other, PackedFact.ORDER_HIGH);
        }

        private void putOrder(DinerLedger ledger, int first) {
            putFixed(ledger.word(first, PackedFact.ORDER_HIGH));
            putFixed(ledger.word(first, PackedFact.ORDER_LOW));
            int facts = 0;
            for (int i = first; i < ledger.size(); i++) {
                facts += isOfOneOrder(ledger, i, first) ? 1 : 0;
            }
            putLong(facts);
            for (int i = first; i < ledger.size(); i++) {
                if (isOfOneOrder(ledger, i, first)) {
                    putFact(ledger, i);
                }
            }
            putLong(0);
        }

        private void putFact(DinerLedger ledger, int index) {
            long time = ledger.word(index, PackedFact.TIME);
            long attributes = ledger.word(index, PackedFact.ATTRIBUTES);
            putFixed(ledger.word(index, PackedFact.EVENT_HIGH));
            putFixed(ledger.word(index, PackedFact.EVENT_LOW));
            putLong(PackedFact.kind(attributes));
            putLong(PackedFact.occurredAt(time));
            putLong(ledger.word(index, PackedFact.RECEIVED));
            putLong(PackedFact.day(time));
            putLong(PackedFact.period(attributes));
            putLong(PackedFact.mode(attributes));
            putLong(PackedFact.group(attributes));
            putLong(PackedFact.servings(attributes));
            putPlace(PackedFact.place(attributes));
        }

        /** The subdistrict's 9 digits, and the 10 digits of the point id. */
        private void putPlace(long place) {
            putLong(place / POINTS_PER_SUBDISTRICT);
            putLong(place / POINTS_PER_SUBDISTRICT / 1000 * POINTS_PER_SUBDISTRICT + place % POINTS_PER_SUBDISTRICT);
        }

        private void putFixed(long value) {
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                bytes[size++] = (byte) (value >>> shift);
            }
        }

        /** Avro's zigzag of seven bits a byte. */
        private void putLong(long value) {
            long rest = value << 1 ^ value >> Long.SIZE - 1;
            while ((rest & ~0x7fL) != 0) {
                bytes[size++] = (byte) (rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        private void makeRoom(int more) {
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * (size + more));
            }
        }
    }

    /** Trusts nothing: whatever bytes may stand there. */
    private static final class Decoder {

        private final DinerId diner;
        private final ByteBuffer bytes;
        private final long[] fact = new long[PackedFact.WORDS];

        private Decoder(DinerId diner, byte[] bytes) {
            this.diner = diner;
            this.bytes = ByteBuffer.wrap(bytes);
        }

        private DinerLedger ledger() {
            if (bytes.getShort() != MARK) {
                throw new IllegalArgumentException("no Avro single-object header");
            }
            long schema = bytes.order(ByteOrder.LITTLE_ENDIAN).getLong();
            bytes.order(ByteOrder.BIG_ENDIAN);
            if (schema != VERSION_1 && schema != VERSION_2) {
                throw new IllegalArgumentException("schema " + Long.toHexString(schema));
            }
            DinerLedger.Builder builder = new DinerLedger.Builder(diner);
            builder.latestReceivedAt(getLong());
            read(builder);
            // A ledger of version 1 is as new as the counts were when it was written.
            builder.next(schema == VERSION_1 ? 0 : getInRange("next", Long.MAX_VALUE));
            if (bytes.hasRemaining()) {
                throw new IllegalArgumentException(bytes.remaining() + " bytes too many");
            }
            return builder.build();
        }

        private void read(DinerLedger.Builder into) {
            for (long months = getLong(); months != 0; months = getLong()) {
                for (long i = items(months); i > 0; i--) {
                    getServedMonth(into);
                }
            }
            for (long orders = getLong(); orders != 0; orders = getLong()) {
                for (long i = items(orders); i > 0; i--) {
                    fact[PackedFact.ORDER_HIGH] = bytes.getLong();
                    fact[PackedFact.ORDER_LOW] = bytes.getLong();
                    for (long facts = getLong(); facts != 0; facts = getLong()) {
                        for (long j = items(facts); j > 0; j--) {
                            getFact(into);
                        }
                    }
                }
            }
        }

        /** A block's length in bytes stands before it when the number of its items is negative. */
        private long items(long count) {
            if (count < 0) {
                getLong();
            }
            return Math.abs(count);
        }

        private void getServedMonth(DinerLedger.Builder into) {
            long month = getLong();
            long number = month / 100 * 12 + month % 100 - 1 - FIRST_MONTH;
            if (month % 100 < 1 || month % 100 > 12 || number < 0 || number > Calendar.monthOf(Calendar.DAYS_MAX - 1)) {
                throw new IllegalArgumentException("month: " + month);
            }
            long place = getPlace();
            byte senior = bytes.get();
            into.servedMonth((int) number, place, senior != 0);
        }

        private void getFact(DinerLedger.Builder into) {
            fact[PackedFact.EVENT_HIGH] = bytes.getLong();
            fact[PackedFact.EVENT_LOW] = bytes.getLong();
            int kind = getInRange("kind", FactKind.values().length);
            long occurredAt = getLong();
            long receivedAt = getLong();
            int day = getInRange("serviceDate", Calendar.DAYS_MAX);
            int period = getInRange("period", MealPeriod.values().length);
            int mode = getInRange("mode", ServiceMode.values().length);
            int group = getInRange("group", DinerGroup.values().length);
            int servings = getInRange("servings", 32);
            long attributes = PackedFact.attributes(diner.registered(), kind, period, mode, group, servings, getPlace());
            Facts.expectFact(
                    diner.id().getMostSignificantBits(),
                    diner.id().getLeastSignificantBits(),
                    fact[PackedFact.ORDER_HIGH],
                    fact[PackedFact.ORDER_LOW],
                    occurredAt,
                    receivedAt,
                    day,
                    attributes);
            fact[PackedFact.TIME] = PackedFact.time(occurredAt, day);
            fact[PackedFact.RECEIVED] = receivedAt;
            fact[PackedFact.ATTRIBUTES] = attributes;
            into.fact(fact);
        }

        private long getPlace() {
            long subdistrict = getLong();
            long point = getLong();
            return Place.packed(subdistrict, point);
        }

        private int getInRange(String field, int end) {
            return (int) getInRange(field, (long) end);
        }

        private long getInRange(String field, long end) {
            long value = getLong();
            if (value < 0 || value >= end) {
                throw new IllegalArgumentException(field + ": " + value);
            }
            return value;
        }

        private long getLong() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = bytes.get();
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value >>> 1 ^ -(value & 1);
                }
            }
            throw new IllegalArgumentException("a number of more than ten bytes");
        }
    }
}
