package org.allcity.aggregator.kafka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
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
import org.apache.avro.message.BinaryMessageDecoder;

/** Reads facts by Avro and its generated classes. */
final class ByAvro {

    static {
        // A rogue length would have Avro reserve gigabytes. Read once, process-wide.
        System.setProperty("org.apache.avro.limits.string.maxLength", "65536");
    }

    private static final BinaryMessageDecoder<MealFact> DECODER =
            new BinaryMessageDecoder<>(new SchemaClasses(), MealFact.getClassSchema());

    private ByAvro() {}

    /** Empty for what is no fact. */
    static Optional<Fact> decode(byte[] value) {
        try {
            MealFact avro = DECODER.decode(ByteBuffer.wrap(value));
            return Optional.of(new Fact(
                    uuid(avro.getEventId()),
                    uuid(avro.getOrderId()),
                    new DinerId(avro.getRegistered(), uuid(avro.getDiner())),
                    FactKind.valueOf(avro.getKind().name()),
                    avro.getOccurredAt(),
                    avro.getReceivedAt(),
                    avro.getServiceDate(),
                    MealPeriod.valueOf(avro.getPeriod().name()),
                    ServiceMode.valueOf(avro.getMode().name()),
                    DinerGroup.valueOf(avro.getGroup().name()),
                    avro.getServings(),
                    new Place(avro.getSubdistrict(), avro.getPoint())));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException
                | IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The bytes of the diner, where there are as many. */
    static byte[] key(byte[] value) {
        return Arrays.copyOfRange(value, Math.min(value.length, 42), Math.min(value.length, 58));
    }

    private static UUID uuid(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
