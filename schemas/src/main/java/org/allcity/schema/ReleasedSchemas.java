package org.allcity.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Every version of a schema that was ever released. A reader has to know them all: the log is kept for ever, and writers are not replaced at once. */
public final class ReleasedSchemas {

    private ReleasedSchemas() {}

    /**
     * The versions of one record, oldest first.
     *
     * @param record such as {@code MealFact}
     */
    public static List<Schema> of(String record) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream in = ReleasedSchemas.class.getResourceAsStream("history/" + record + "/v" + version + ".avsc")) {
                if (in == null) {
                    return versions;
                }
                versions.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
