package org.allcity.ingest.kafka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.TerminalPlace;
import org.allcity.schema.MealFact;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A report and where it came from, as the bytes that lie in the log: Avro's single-object encoding of {@link MealFact}, written
 * without making one. A test compares every byte with what the generated class writes.
 */
final class FactEncoder {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int NULL_BRANCH = 0;
    private static final int VALUE_BRANCH = 1;
    /** More than all fields but the texts can take. */
    private static final int NUMBERS_BYTES_MAX = 192;
    private static final byte[] HEADER = header();

    private final byte[] placeBytes;
    private byte[] buffer = new byte[2 * NUMBERS_BYTES_MAX];
    private int length;

    /** For the reports of one terminal. */
    FactEncoder(TerminalPlace place) {
        writeText(place.pointId());
        writeText(place.district());
        writeText(place.subdistrict());
        writeText(place.terminalId());
        this.placeBytes = Arrays.copyOf(buffer, length);
    }

    byte[] encode(ServiceReport report) {
        length = 0;
        write(HEADER);
        write(report.eventId());
        write(report.orderId());
        write(report.diner().high());
        write(report.diner().low());
        buffer[length++] = (byte) (report.diner().registered() ? 1 : 0);
        writeNumber(report.kind().ordinal());
        writeNumber(report.occurredAt().toEpochMilli());
        writeNumber(report.receivedAt().toEpochMilli());
        writeNumber(report.serviceDate().toEpochDay());
        writeNumber(report.period().ordinal());
        writeNumber(report.mode().ordinal());
        writeNumber(report.group().ordinal());
        writeNumber(report.servings());
        write(placeBytes);
        writeOptional(report.homeDistrict());
        writeOptional(report.verifiedBy() == null ? null : report.verifiedBy().ordinal());
        writeOptional(report.priceFen());
        writeOptional(report.subsidyFen());
        writeOptional(report.reason());
        writeNumber(report.capture().ordinal());
        return Arrays.copyOf(buffer, length);
    }

    private void write(UUID id) {
        write(id.getMostSignificantBits());
        write(id.getLeastSignificantBits());
    }

    private void write(long bits) {
        LONGS.set(buffer, length, bits);
        length += Long.BYTES;
    }

    private void write(byte[] bytes) {
        if (buffer.length - length < bytes.length + NUMBERS_BYTES_MAX) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length + bytes.length);
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void writeText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        writeNumber(utf8.length);
        write(utf8);
    }

    /** Avro's int and long are one: zigzag, then seven bits a byte, the least first. */
    private void writeNumber(long number) {
        long rest = number << 1 ^ number >> 63;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    private void writeOptional(@Nullable Integer number) {
        if (number == null) {
            writeNumber(NULL_BRANCH);
        } else {
            writeNumber(VALUE_BRANCH);
            writeNumber(number);
        }
    }

    private void writeOptional(@Nullable String text) {
        if (text == null) {
            writeNumber(NULL_BRANCH);
        } else {
            writeNumber(VALUE_BRANCH);
            writeText(text);
        }
    }

    /** Two bytes that mark the encoding, then the schema's fingerprint. */
    private static byte[] header() {
        try {
            byte[] fingerprint = SchemaNormalization.parsingFingerprint("CRC-64-AVRO", MealFact.getClassSchema());
            return ByteBuffer.allocate(2 + fingerprint.length).put((byte) 0xc3).put((byte) 0x01).put(fingerprint).array();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Avro's own fingerprint is missing", e);
        }
    }
}
