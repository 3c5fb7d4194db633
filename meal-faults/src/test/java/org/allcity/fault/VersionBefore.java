package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The aggregator of the layout before today's, as it was: the runnable jar that {@code -Dfaults.aggregator-before-jar} names, or else the
 * last commit of that layout, built from this repository's own history, which takes a minute and is kept until {@code mvn clean}.
 */
final class VersionBefore {

    /** In Redis, under {@code {city}:schema}. */
    static final String LAYOUT = "1";
    static final String LAYOUT_OF_TODAY = "2";

    private static final String JAR = "faults.aggregator-before-jar";
    private static final String KEYS = "meal-counts-redis/src/main/java/org/allcity/counts/redis/RedisKeys.java";
    private static final Duration WITHIN = Duration.ofMinutes(5);

    private VersionBefore() {}

    static AppJar aggregator() {
        if (System.getProperty(JAR) == null) {
            System.setProperty(JAR, build().toString());
        }
        return AppJar.extract(JAR);
    }

    private static Path build() {
        Path repository = Path.of("").toAbsolutePath().getParent();
        Path log = Faults.folder("before").resolve("build.log");
        // Found by what it says and not by its id, which does not outlive a rewritten history.
        String first = run(log, repository, "git", "log", "--reverse", "--format=%H",
                "-SSCHEMA_VERSION = \"" + LAYOUT_OF_TODAY + "\"", "--", KEYS).lines().findFirst().orElse("");
        if (first.isEmpty()) {
            throw new IllegalStateException("no commit of layout " + LAYOUT + " here (expected: a clone with its whole history, or -D" + JAR
                    + "=<runnable jar of the release before>), see " + log);
        }
        Path sources = Faults.lastingFolder("before-" + first.substring(0, 12));
        Path jar = sources.resolve("meal-aggregator/target/meal-aggregator.jar");
        if (!Files.exists(jar)) {
            run(log, repository, "bash", "-c", "git archive \"$0\" | tar -x -C \"$1\"", first + "^", sources.toString());
            run(log, sources, "mvn", "-B", "-q", "-DskipTests", "-pl", "meal-aggregator", "-am", "package");
        }
        return jar;
    }

    /** What it wrote. */
    private static String run(Path log, Path folder, String... command) {
        try {
            Path output = Files.createTempFile(log.getParent(), "output-", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(List.of(command) + ": no end within " + WITHIN + ", see " + log.getParent());
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        List.of(command) + ": exit status " + process.exitValue() + ", see " + log.getParent());
            }
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
