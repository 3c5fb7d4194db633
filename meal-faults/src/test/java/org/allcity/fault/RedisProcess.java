package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.allcity.local.RedisBinary;
import org.jspecify.annotations.Nullable;

/** One redis-server, which comes back with its folder and its port. */
final class RedisProcess implements AutoCloseable {

    /** As ./run keeps it: the append-only file, synced every second. */
    static final List<String> APPEND_ONLY = List.of("appendonly yes", "appendfsync everysec", "save \"\"");

    static final List<String> SNAPSHOTS_ONLY = List.of("appendonly no", "save \"\"");

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final RedisBinary BINARY =
            RedisBinary.find(System.getenv().getOrDefault("PATH", ""), Faults.folder("redis-binary"));

    private final Path folder;
    private final int port;
    private @Nullable ChildProcess process;

    private RedisProcess(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server of its own folder and port. */
    static RedisProcess start(List<String> settings) {
        RedisProcess redis = new RedisProcess(Faults.folder("redis"), Ports.free());
        redis.configure(settings);
        redis.start();
        return redis;
    }

    /** Starts a server of its own port on a copy of another one's files. */
    static RedisProcess startOn(List<Path> copied, List<String> settings) {
        RedisProcess redis = new RedisProcess(Faults.folder("redis"), Ports.free());
        copied.forEach(file -> Faults.copy(file, redis.folder.resolve(file.getFileName())));
        redis.configure(settings);
        redis.start();
        return redis;
    }

    /** Writes the configuration that the next start reads. */
    void configure(List<String> settings) {
        List<String> lines = new ArrayList<>(List.of(
                "bind 127.0.0.1",
                "port " + port,
                "daemonize no",
                "databases 1",
                "dir " + folder,
                "maxmemory-policy noeviction",
                "rdb-save-incremental-fsync no",
                "loglevel notice",
                "logfile \"\""));
        lines.addAll(settings);
        try {
            Files.write(folder.resolve("redis.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it has loaded its data and answers. */
    void start() {
        begin();
        awaitStarted();
    }

    void begin() {
        List<String> command = List.of(
                // A file that may not grow further is to be an error, as on a full disk, and not the end of the server.
                "bash", "-c", "trap '' XFSZ; exec \"$0\" \"$@\"", BINARY.path().toString(), folder.resolve("redis.conf").toString());
        process = ChildProcess.start(command, Map.of(), folder.resolve("redis.log"));
    }

    void awaitStarted() {
        process().awaitLine("Ready to accept connections", STARTS_WITHIN);
        await().atMost(STARTS_WITHIN).ignoreExceptionsInstanceOf(RedisException.class)
                .until(() -> ask(RedisCommands::ping).equals("PONG"));
    }

    /** The disk has no room for files beyond so many bytes; {@link #roomOnDisk} ends it. */
    void fullDisk(long fileBytesMax) {
        limitFiles(Long.toString(fileBytesMax));
    }

    void roomOnDisk() {
        limitFiles("unlimited");
    }

    private void limitFiles(String bytes) {
        try {
            Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process().pid()), "--fsize=" + bytes + ":unlimited")
                    .inheritIO()
                    .start();
            if (prlimit.waitFor() != 0) {
                throw new IllegalStateException("redis at " + port + ": its limit of file sizes cannot be set");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Path appendOnlyFile() {
        return folder.resolve("appendonly.aof");
    }

    Path snapshotFile() {
        return folder.resolve("dump.rdb");
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("redis at " + port + ": never started");
        }
        return process;
    }

    /** Says something to the server itself, past every proxy. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (StatefulRedisConnection<String, String> connection = RedisClients.text(port)) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.kill9();
        }
    }
}
