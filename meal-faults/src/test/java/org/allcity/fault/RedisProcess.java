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
    private final List<String> launcher;
    private @Nullable ChildProcess process;

    private RedisProcess(Path folder, int port, List<String> launcher) {
        this.folder = folder;
        this.port = port;
        this.launcher = launcher;
    }

    static RedisProcess start(List<String> settings) {
        return start(settings, List.of());
    }

    /**
     * Starts a server of its own folder and port.
     *
     * @param launcher command that starts the one appended to it, such as one that sets limits; empty for none
     */
    static RedisProcess start(List<String> settings, List<String> launcher) {
        RedisProcess redis = new RedisProcess(Faults.folder("redis"), Ports.free(), launcher);
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
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(BINARY.path().toString(), folder.resolve("redis.conf").toString()));
        process = ChildProcess.start(command, Map.of(), folder.resolve("redis.log"));
    }

    void awaitStarted() {
        process().awaitLine("Ready to accept connections", STARTS_WITHIN);
        await().atMost(STARTS_WITHIN).ignoreExceptionsInstanceOf(RedisException.class)
                .until(() -> ask(RedisCommands::ping).equals("PONG"));
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
