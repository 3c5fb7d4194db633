package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allcity.fault.UsualCounts.Difference;

/** What was measured, for people: one row for each fault, one column for each way. */
final class UsualTable {

    private static final Path FILE = Path.of("target", "usual-ways.md");

    private UsualTable() {}

    /** Adds a row, with the head before the first. */
    static void add(String fault, long seed, Map<UsualWay, Difference> differences) {
        List<UsualWay> ways = List.of(UsualWay.values());
        if (!Files.exists(FILE)) {
            write("Cells wrong/cells compared (meals too many, meals too few):\n\n"
                    + row("fault", "seed", ways.stream().map(UsualWay::title)) + row("---", "---", ways.stream().map(way -> "---")));
        }
        write(row(fault, Long.toString(seed), ways.stream().map(way -> differences.get(way).toString())));
    }

    private static String row(String fault, String seed, Stream<String> cells) {
        return "| " + fault + " | " + seed + " | " + cells.collect(Collectors.joining(" | ")) + " |\n";
    }

    private static void write(String text) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
