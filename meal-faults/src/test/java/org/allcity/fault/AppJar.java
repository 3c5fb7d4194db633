package org.allcity.fault;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The runnable jar of an app, taken apart once and with an archive of its classes: it starts in a third of the time, and is started
 * hundreds of times.
 */
final class AppJar {

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final Path jar;
    private final Path archive;
    private final @Nullable Path more;

    private AppJar(Path jar, @Nullable Path more) {
        this.jar = jar;
        this.archive = jar.resolveSibling("classes.jsa");
        this.more = more;
    }

    /** The same app with a folder more at the end of its class path. */
    AppJar with(Path folder) {
        return new AppJar(jar, folder);
    }

    /** @param property system property that names the jar */
    static AppJar extract(String property) {
        Path packed = Path.of(System.getProperty(property, ""));
        if (!Files.isRegularFile(packed)) {
            throw new IllegalStateException(property + ": " + packed + " (expected: the runnable jar, made by mvn package)");
        }
        Path folder = Faults.lastingFolder("jar-" + checksum(packed));
        Path jar = folder.resolve(packed.getFileName());
        if (!Files.exists(jar)) {
            run(List.of(JAVA, "-Djarmode=tools", "-jar", packed.toString(), "extract", "--force", "--destination", folder.toString()),
                    folder.resolve("extract.log"));
        }
        return new AppJar(jar, null);
    }

    private static String checksum(Path file) {
        CRC32 checksum = new CRC32();
        try (InputStream in = Files.newInputStream(file)) {
            checksum.update(in.readAllBytes());
            return Long.toHexString(checksum.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the app once, with settings that let it start, to learn which classes it loads. */
    void archiveClasses(List<String> settings) {
        if (Files.exists(archive)) {
            return;
        }
        List<String> command = new ArrayList<>(
                List.of(JAVA, "-XX:ArchiveClassesAtExit=" + archive, "-Dspring.context.exit=onRefresh", "-jar", jar.toString()));
        command.addAll(settings);
        command.addAll(List.of(
                "--server.port=" + Ports.free(), "--management.server.port=" + Ports.free(), "--server.address=127.0.0.1"));
        run(command, jar.resolveSibling("archive.log"));
    }

    /** The command that starts the app. */
    List<String> command(List<String> settings) {
        List<String> command = new ArrayList<>(
                List.of(JAVA, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.addAll(more == null ? List.of("-jar", jar.toString()) : List.of("-cp", jar + File.pathSeparator + more, mainClass()));
        command.addAll(settings);
        return command;
    }

    private String mainClass() {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return opened.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": no end within " + WITHIN + ", see " + log);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(command + ": exit status " + process.exitValue() + ", see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
