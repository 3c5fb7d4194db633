package org.allcity.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The {@code redis-server} to run: the one on PATH if it is new enough, else the one that this build carries. */
public record RedisBinary(Path path, String origin) {

    /** What to do where neither can run. */
    static final String INSTALL = "install Redis 6.2 or later so that redis-server is on PATH"
            + " (apt-get install redis-server, dnf install redis, brew install redis)";

    private static final Logger log = LoggerFactory.getLogger(RedisBinary.class);

    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d{1,4})\\.(\\d{1,4})\\.");
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /**
     * @param searchPath folders as in the variable PATH
     * @param folder     where a carried binary may be put
     */
    public static RedisBinary find(String searchPath, Path folder) {
        return onPath(searchPath).orElseGet(() -> carried(folder));
    }

    private static Optional<RedisBinary> onPath(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry, "redis-server"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .filter(RedisBinary::isNewEnough)
                .findFirst()
                .map(file -> new RedisBinary(file, "on PATH"));
    }

    private static boolean isNewEnough(Path file) {
        try {
            Process process = new ProcessBuilder(file.toString(), "--version").redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                log.warn("{}: no version within {}, not used", file, ANSWER_MAX);
                return false;
            }
            String answer = new String(process.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8);
            boolean newEnough = isNewEnough(answer);
            if (!newEnough) {
                log.warn("{}: {}, not used (expected: 6.2 or later)", file, answer.strip());
            }
            return newEnough;
        } catch (IOException e) {
            log.warn("{}: cannot be run, not used", file, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for redis-server", e);
        }
    }

    /** Judges the answer to {@code --version}, such as {@code Redis server v=7.0.15 sha=…}. */
    static boolean isNewEnough(String answer) {
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major > 6 || major == 6 && minor >= 2;
    }

    private static RedisBinary carried(Path folder) {
        Map<OsArchitecture, String> carried = ExecutableProvider.newProvidedVersionsMap();
        String name = carried.get(OsArchitecture.detectOSandArchitecture());
        if (name == null) {
            throw new StartRefusedException("Redis: none on PATH, and this build carries none for "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch") + " (" + INSTALL + ")");
        }
        try {
            Files.createDirectories(folder);
            // Taken out anew at each start: what an interrupted start left may be half a file.
            Files.deleteIfExists(folder.resolve(name.substring(name.lastIndexOf('/') + 1)));
            Path file = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
            return new RedisBinary(file, "carried by this build");
        } catch (IOException e) {
            throw new StartRefusedException("Redis: the carried redis-server cannot be put into " + folder + " (" + INSTALL + ")", e);
        }
    }
}
