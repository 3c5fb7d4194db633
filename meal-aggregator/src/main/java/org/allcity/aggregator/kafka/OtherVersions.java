package org.allcity.aggregator.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * Facts of another released schema than today's, made into today's by Avro: slower, and met only in a log from before a release and while
 * instances of ingest are replaced. Not for several threads.
 */
final class OtherVersions {

    private static final int FINGERPRINT_AT = 2;

    static {
        // A rogue length would have Avro reserve gigabytes. Read once, process-wide.
        System.setProperty("org.apache.avro.limits.string.maxLength", "65536");
        System.setProperty("org.apache.avro.limits.bytes.maxLength", "65536");
        System.setProperty("org.apache.avro.limits.collectionItems.maxLength", "65536");
    }

    private final Map<Long, GenericDatumReader<GenericRecord>> readers = new HashMap<>();
    private final GenericDatumWriter<GenericRecord> writer;
    private final byte[] header;

    OtherVersions(List<Schema> schemas, Schema today) {
        writer = new GenericDatumWriter<>(today);
        header = FactDecoder.header(today);
        schemas.forEach(schema ->
                readers.put(SchemaNormalization.parsingFingerprint64(schema), new GenericDatumReader<>(schema, today)));
    }

    /** The same fact as today's schema writes it. */
    byte[] asToday(byte[] value) throws UnreadableRecordException {
        long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT);
        GenericDatumReader<GenericRecord> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new UnreadableRecordException("unknown_schema", "value: of a schema that this version does not know");
        }
        try {
            return written(read(reader, value));
        } catch (IOException
                | AvroRuntimeException
                | IndexOutOfBoundsException
                | UnsupportedOperationException
                | IllegalArgumentException
                | ArithmeticException e) {
            // What Avro answers malformed bytes with.
            throw FactDecoder.malformed(e.getClass().getSimpleName());
        }
    }

    private static GenericRecord read(GenericDatumReader<GenericRecord> reader, byte[] value) throws IOException {
        int length = value.length - FactDecoder.HEADER_BYTES;
        return reader.read(null, DecoderFactory.get().binaryDecoder(value, FactDecoder.HEADER_BYTES, length, null));
    }

    private byte[] written(GenericRecord fact) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(header);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        writer.write(fact, encoder);
        return bytes.toByteArray();
    }
}
