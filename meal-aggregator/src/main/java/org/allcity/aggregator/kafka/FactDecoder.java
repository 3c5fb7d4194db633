package org.allcity.aggregator.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.SchemaClasses;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BadHeaderException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/** Reads the facts of a topic; not for several threads. */
public final class FactDecoder {

    static {
        // A rogue length would have Avro reserve gigabytes before it finds the record too short. Read once by Avro, process-wide;
        // no string of ours comes near it.
        System.setProperty("org.apache.avro.limits.string.maxLength", "65536");
    }

    private final BinaryMessageDecoder<MealFact> decoder =
            new BinaryMessageDecoder<>(new SchemaClasses(), MealFact.getClassSchema());

    /** Reads one record of a topic of so many partitions. */
    public Fact decode(ConsumerRecord<byte[], byte[]> record, int partitions) throws UnreadableRecordException {
        if (record.value() == null) {
            throw new UnreadableRecordException("no_value", "value: null (expected: a fact)");
        }
        Fact fact = fact(avro(record.value()));
        byte[] diner = bytes(fact.diner().id());
        if (!Arrays.equals(record.key(), diner)) {
            throw new UnreadableRecordException("key_differs", "key: another (expected: the 16 bytes of the diner)");
        }
        // Else one diner's facts could lie in two partitions, and nobody would see them all.
        int expected = partitionOf(fact.diner().id(), partitions);
        if (record.partition() != expected) {
            throw new UnreadableRecordException(
                    "wrong_partition", "partition: " + record.partition() + " (expected: " + expected + " for this key)");
        }
        return fact;
    }

    /** Where ingest puts the facts of a diner. */
    static int partitionOf(UUID diner, int partitions) {
        return Utils.toPositive(Utils.murmur2(bytes(diner))) % partitions;
    }

    private MealFact avro(byte[] value) throws UnreadableRecordException {
        try {
            return decoder.decode(ByteBuffer.wrap(value));
        } catch (BadHeaderException e) {
            throw new UnreadableRecordException("not_avro", "value: no Avro single-object header");
        } catch (MissingSchemaException e) {
            throw new UnreadableRecordException("unknown_schema", "value: of a schema that this version does not know");
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            // What Avro throws at malformed bytes. Anything else is our fault: it must stop the partition, not reject its records.
            throw new UnreadableRecordException("malformed", "value: " + e.getClass().getSimpleName());
        }
    }

    private static Fact fact(MealFact avro) throws UnreadableRecordException {
        try {
            UUID orderId = uuid(avro.getOrderId());
            return new Fact(
                    uuid(avro.getEventId()),
                    orderId,
                    new DinerId(avro.getRegistered(), uuid(avro.getDiner())),
                    FactKind.valueOf(avro.getKind().name()),
                    avro.getOccurredAt(),
                    avro.getReceivedAt(),
                    avro.getServiceDate(),
                    MealPeriod.valueOf(avro.getPeriod().name()),
                    ServiceMode.valueOf(avro.getMode().name()),
                    DinerGroup.valueOf(avro.getGroup().name()),
                    avro.getServings(),
                    new Place(avro.getSubdistrict(), avro.getPoint()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableRecordException("invalid", String.valueOf(e.getMessage()));
        }
    }

    private static UUID uuid(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
