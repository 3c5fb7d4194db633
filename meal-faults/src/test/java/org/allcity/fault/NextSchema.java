package org.allcity.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.allcity.schema.MealFact;
import org.allcity.schema.ReleasedSchemas;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;

/** Facts as the next release may write them, with an optional field more than today's, and what an app of that release knows of it. */
final class NextSchema {

    private static final int HEADER_BYTES = 10;
    private static final String NAME = MealFact.class.getSimpleName();
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(MealFact.getClassSchema().toString().replace(
                    "{\"name\":\"servings\"",
                    "{\"name\":\"tray\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"servings\""));

    private NextSchema() {}

    /** Today's app with this schema among the released ones, as an upgrade brings it. */
    static AppJar knownTo(AppJar today) {
        Path classPath = Faults.folder("next-schema");
        Path file = classPath.resolve("org/allcity/schema/history/" + NAME + "/v" + (ReleasedSchemas.of(NAME).size() + 1) + ".avsc");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, SCHEMA.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return today.with(classPath);
    }

    /** All that an app of the next release can read. */
    static List<Schema> andReleased() {
        return Stream.concat(ReleasedSchemas.of(NAME).stream(), Stream.of(SCHEMA)).toList();
    }

    static byte[] value(MealFact fact) {
        byte[] today = Load.value(fact);
        try {
            GenericRecord next = new GenericDatumReader<GenericRecord>(MealFact.getClassSchema(), SCHEMA)
                    .read(null, DecoderFactory.get().binaryDecoder(today, HEADER_BYTES, today.length - HEADER_BYTES, null));
            next.put("tray", "blue");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new BinaryMessageEncoder<GenericRecord>(GenericData.get(), SCHEMA).encode(next, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
