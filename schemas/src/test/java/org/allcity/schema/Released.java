package org.allcity.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** The schemas of today, and every version that was ever released, oldest first. */
final class Released {

    static final List<String> RECORDS = List.of("MealFact", "PointRegistered", "TerminalRegistered", "StoredLedger");

    private static final Path SOURCES = Path.of("src", "main", "avro");
    private static final Path HISTORY = Path.of("history");

    private Released() {}

    static Schema today(String record) {
        Schema.Parser parser = new Schema.Parser();
        // In this order: StoredLedger uses the types of MealFact.
        List<Schema> parsed = Stream.concat(Stream.of("MealFact"), Stream.of(record))
                .distinct()
                .map(name -> parse(parser, SOURCES.resolve(name + ".avsc")))
                .toList();
        return parsed.get(parsed.size() - 1);
    }

    static List<Schema> versions(String record) {
        return IntStream.rangeClosed(1, versionCount(record))
                .mapToObj(version -> parse(new Schema.Parser(), HISTORY.resolve(record).resolve("v" + version + ".avsc")))
                .toList();
    }

    static int versionCount(String record) {
        String[] files = HISTORY.resolve(record).toFile().list((folder, name) -> name.matches("v\\d+\\.avsc"));
        return files == null ? 0 : Arrays.stream(files)
                .map(name -> Integer.parseInt(name.substring(1, name.length() - 5)))
                .max(Comparator.naturalOrder())
                .orElse(0);
    }

    /** Where to find what a release would add, for a person to look at and to move to its place. */
    static Path propose(String name, String content) {
        try {
            Path file = Path.of("target", "proposed").resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema parse(Schema.Parser parser, Path file) {
        try {
            return parser.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
