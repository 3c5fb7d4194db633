package org.allcity.benchmark.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Prints results, and keeps them in a file. */
final class Report {

    private final Path file;

    Report(Path folder) {
        this.file = folder.resolve("results.txt");
    }

    void line(String format, Object... values) {
        String line = format.formatted(values);
        System.out.println(line);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
