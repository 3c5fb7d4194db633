package org.allcity.aggregator.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.Facts;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.PackedFact;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.schema.MealFact;
import org.allcity.schema.ReleasedSchemas;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads records: {@link MealFact} in Avro's single-object encoding, straight into packed facts, since Avro's objects would cost more than
 * counting them. Not for several threads.
 */
public final class FactDecoder {

    static final int HEADER_BYTES = 10;
    private static final int ID_BYTES = 16;
    private static final int TEXT_BYTES_MAX = 65_536;
    private static final int VERIFIED_BY_VALUES = 4;
    private static final int CAPTURE_VALUES = 3;
    private static final int DISTRICT_DIGITS = 6;
    private static final int SUBDISTRICT_DIGITS = 9;
    private static final int POINT_DIGITS = 4;

    private static final Schema TODAY = MealFact.getClassSchema();
    private static final byte[] HEADER = header(TODAY);

    private static final int KINDS = FactKind.values().length;
    private static final int PERIODS = MealPeriod.values().length;
    private static final int MODES = ServiceMode.values().length;
    private static final int GROUPS = DinerGroup.values().length;

    private final OtherVersions others;
    private byte[] bytes = {};
    private int at;

    /** Reads facts of every released schema. */
    public FactDecoder() {
        this(ReleasedSchemas.of("MealFact"));
    }

    /** Reads facts of these schemas besides today's. */
    public FactDecoder(List<Schema> schemas) {
        this.others = new OtherVersions(schemas, TODAY);
    }

    static byte[] header(Schema schema) {
        byte[] header = new byte[HEADER_BYTES];
        header[0] = (byte) 0xc3;
        header[1] = 1;
        long fingerprint = SchemaNormalization.parsingFingerprint64(schema);
        for (int i = 0; i < Long.BYTES; i++) {
            header[2 + i] = (byte) (fingerprint >>> i * Byte.SIZE);
        }
        return header;
    }

    /** Reads one record of a topic of so many partitions, and adds it to facts. */
    public void decode(ConsumerRecord<byte[], byte[]> record, int partitions, Facts into) throws UnreadableRecordException {
        if (record.value() == null) {
            throw new UnreadableRecordException("no_value", "value: null (expected: a fact)");
        }
        bytes = record.value();
        at = HEADER_BYTES;
        expectHeader();
        try {
            decode(record.offset(), record.key(), record.partition(), partitions, into);
        } catch (IndexOutOfBoundsException e) {
            throw malformed("ends too soon");
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("invalid", String.valueOf(e.getMessage()));
        }
    }

    /** Where ingest puts the facts of a diner. */
    static int partitionOf(UUID diner, int partitions) {
        byte[] key = new byte[ID_BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            key[i] = (byte) (diner.getMostSignificantBits() >>> (Long.BYTES - 1 - i) * Byte.SIZE);
            key[Long.BYTES + i] = (byte) (diner.getLeastSignificantBits() >>> (Long.BYTES - 1 - i) * Byte.SIZE);
        }
        return partitionOf(key, partitions);
    }

    private static int partitionOf(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private void expectHeader() throws UnreadableRecordException {
        if (bytes.length < HEADER_BYTES || bytes[0] != HEADER[0] || bytes[1] != HEADER[1]) {
            throw new UnreadableRecordException("not_avro", "value: no Avro single-object header");
        }
        if (!Arrays.equals(bytes, 0, HEADER_BYTES, HEADER, 0, HEADER_BYTES)) {
            bytes = others.asToday(bytes);
        }
    }

    /** The fields in the schema's order; those that no count depends on are read past, and have to be whole all the same. */
    private void decode(long offset, byte[] key, int partition, int partitions, Facts into) throws UnreadableRecordException {
        long eventHigh = getFixed();
        long eventLow = getFixed();
        long orderHigh = getFixed();
        long orderLow = getFixed();
        int dinerAt = at;
        long dinerHigh = getFixed();
        long dinerLow = getFixed();
        boolean registered = getBoolean();
        int kind = getEnum(KINDS);
        long occurredAt = getLong();
        long receivedAt = getLong();
        int day = getInt();
        int period = getEnum(PERIODS);
        int mode = getEnum(MODES);
        int group = getEnum(GROUPS);
        int servings = getInt();
        int point = at;
        skipText();
        skipText();
        int subdistrict = at;
        skipText();
        skipText();
        skipRest();
        Fact.expectServings(servings);
        long attributes = PackedFact.attributes(registered, kind, period, mode, group, servings, place(subdistrict, point));
        expectPlace(key, dinerAt, partition, partitions);
        into.add(offset, dinerHigh, dinerLow, orderHigh, orderLow, eventHigh, eventLow, occurredAt, receivedAt, day, attributes);
    }

    /** In Kafka: else one diner's facts could lie in two partitions, and nobody would see them all. */
    private void expectPlace(byte[] key, int dinerAt, int partition, int partitions) throws UnreadableRecordException {
        if (key == null || !Arrays.equals(key, 0, key.length, bytes, dinerAt, dinerAt + ID_BYTES)) {
            throw new UnreadableRecordException("key_differs", "key: another (expected: the 16 bytes of the diner)");
        }
        int expected = partitionOf(key, partitions);
        if (partition != expected) {
            throw new UnreadableRecordException(
                    "wrong_partition", "partition: " + partition + " (expected: " + expected + " for this key)");
        }
    }

    /** homeDistrict, verifiedBy, priceFen, subsidyFen, reason, capture. */
    private void skipRest() throws UnreadableRecordException {
        if (isThere()) {
            skipText();
        }
        if (isThere()) {
            getEnum(VERIFIED_BY_VALUES);
        }
        if (isThere()) {
            getInt();
        }
        if (isThere()) {
            getInt();
        }
        if (isThere()) {
            skipText();
        }
        getEnum(CAPTURE_VALUES);
    }

    /** Which branch of a union with null follows. */
    private boolean isThere() throws UnreadableRecordException {
        return getEnum(2) == 1;
    }

    private long getFixed() {
        long value = 0;
        for (int end = at + Long.BYTES; at < end; at++) {
            value = value << Byte.SIZE | bytes[at] & 0xff;
        }
        return value;
    }

    private boolean getBoolean() {
        return bytes[at++] == 1;
    }

    private int getEnum(int values) throws UnreadableRecordException {
        int value = getInt();
        if (value < 0 || value >= values) {
            throw malformed("a choice of " + value);
        }
        return value;
    }

    private int getInt() throws UnreadableRecordException {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw malformed("an int of more than five bytes");
    }

    private long getLong() throws UnreadableRecordException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw malformed("a long of more than ten bytes");
    }

    private void skipText() throws UnreadableRecordException {
        long length = getLong();
        if (length < 0 || length > TEXT_BYTES_MAX) {
            throw malformed("a text of " + length + " bytes");
        }
        at += (int) length;
        if (at > bytes.length) {
            throw malformed("ends too soon");
        }
    }

    static UnreadableRecordException malformed(String found) {
        return new UnreadableRecordException("malformed", "value: " + found + " (expected: a fact in Avro)");
    }

    /** The place that two texts name: 330106003, and 330106-0042. */
    private long place(int subdistrictAt, int pointAt) throws UnreadableRecordException {
        at = subdistrictAt;
        int subdistrictLength = getInt();
        int subdistrict = at;
        at = pointAt;
        int pointLength = getInt();
        int point = at;
        boolean shaped = subdistrictLength == SUBDISTRICT_DIGITS
                && pointLength == DISTRICT_DIGITS + 1 + POINT_DIGITS
                && bytes[point + DISTRICT_DIGITS] == '-'
                && areDigits(subdistrict, SUBDISTRICT_DIGITS)
                && areDigits(point, DISTRICT_DIGITS)
                && areDigits(point + DISTRICT_DIGITS + 1, POINT_DIGITS);
        if (!shaped) {
            throw new IllegalArgumentException("place: (expected: a subdistrict as 330106003 and a point as 330106-0042)");
        }
        return Place.packed(
                number(subdistrict, SUBDISTRICT_DIGITS, 0),
                number(point + DISTRICT_DIGITS + 1, POINT_DIGITS, number(point, DISTRICT_DIGITS, 0)));
    }

    private boolean areDigits(int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int count, long leading) {
        long number = leading;
        for (int i = from; i < from + count; i++) {
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }
}
