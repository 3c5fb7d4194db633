package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** How many faults to inject, from which seed, and where what they leave behind lies. */
final class Faults {

    private Faults() {}

    /** A number of injections: the first in every build, the second in profile {@code faults}. */
    static int count(int inShort, int inLong) {
        return isLong() ? inLong : inShort;
    }

    static boolean isLong() {
        return System.getProperty("faults.size", "short").equals("long");
    }

    /** The seed that was given with {@code -Dfaults.seed}, else another each time; each test prints it. */
    static long seed() {
        Long given = Long.getLong("faults.seed");
        return given != null ? given : new SplittableRandom().nextLong(1_000_000_000L);
    }

    /** Lets a fault last. */
    static void hold(Duration lasts) {
        long until = System.nanoTime() + lasts.toNanos();
        for (long left = lasts.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** A new folder of a test run, kept until the next {@code mvn clean} so that logs can be read after a failure. */
    static Path folder(String name) {
        try {
            return Files.createTempDirectory(lastingFolder("runs"), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a file, or a folder with all that is in it, as it is at this moment. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder that the next run finds again. */
    static Path lastingFolder(String name) {
        try {
            return Files.createDirectories(
                    Path.of(System.getProperty("faults.folder", "target/faults")).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
