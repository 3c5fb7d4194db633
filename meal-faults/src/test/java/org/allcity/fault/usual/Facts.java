package org.allcity.fault.usual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.SchemaClasses;
import org.apache.avro.message.BinaryMessageDecoder;

/** The bytes of facts in the log, written and read; not for several threads. */
public final class Facts {

    private final BinaryMessageDecoder<MealFact> decoder =
            new BinaryMessageDecoder<>(new SchemaClasses(), MealFact.getClassSchema());

    public MealFact decode(byte[] value) {
        try {
            return decoder.decode(ByteBuffer.wrap(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] encode(MealFact fact) {
        try {
            ByteBuffer buffer = MealFact.getEncoder().encode(fact);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UUID uuid(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    public static Id id(UUID uuid) {
        return new Id(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }
}
