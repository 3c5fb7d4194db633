package org.allcity.benchmark.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.benchmark.redis.RedisConnection;
import redis.embedded.core.ExecutableProvider;

/** A redis-server as a process, empty at its start, with the append-only file that the product asks for. */
final class RedisServer implements AutoCloseable {

    private static final Pattern USED_MEMORY = Pattern.compile("used_memory:(\\d+)");
    private static final int STARTS_WITHIN_SECONDS = 30;

    private final ChildProcess process;
    private final int port;

    private RedisServer(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param more settings, each a name and a value */
    static RedisServer startEmpty(Path folder, String... more) {
        Folders.delete(folder);
        int port = Ports.free();
        try {
            Files.createDirectories(folder);
            List<String> command = new ArrayList<>(List.of(
                    binary(folder).toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", folder.toString(),
                    "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction",
                    "--rdbcompression", "no", "--auto-aof-rewrite-min-size", "512mb"));
            command.addAll(List.of(more));
            ChildProcess process = ChildProcess.start(command, Map.of(), folder.resolve("redis.log"));
            Waits.until("Redis's start, see " + folder.resolve("redis.log"), STARTS_WITHIN_SECONDS, () -> {
                process.expectAlive();
                return process.output().contains("eady to accept connections");
            });
            return new RedisServer(process, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one on PATH, else the one that the build carries. */
    private static Path binary(Path folder) throws IOException {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(entry -> Path.of(entry, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> carried(folder));
    }

    private static Path carried(Path folder) {
        try {
            return ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        return process;
    }

    RedisConnection connect() {
        return new RedisConnection(port);
    }

    long usedMemoryMb() {
        try (RedisConnection redis = connect()) {
            Matcher used = USED_MEMORY.matcher(String.valueOf(redis.call("INFO", "memory")));
            return used.find() ? Long.parseLong(used.group(1)) >> 20 : 0;
        }
    }

    @Override
    public void close() {
        process.kill9();
    }
}
