package org.allcity.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real {@code redis-server} as a child process, on 127.0.0.1, with its append-only file kept in one folder. */
final class LocalRedis implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalRedis.class);
    /** What the server itself writes, kept in the same bounded files as everything else. */
    private static final Logger serverLog = LoggerFactory.getLogger("redis-server");

    private static final String READY = "Ready to accept connections";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final int LAST_LINES = 20;

    private final Process process;
    private final int port;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private volatile boolean closing;

    private LocalRedis(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Returns when Redis has loaded its data and accepts connections.
     *
     * @param onUnexpectedEnd told, once, that the server ended though nobody closed it
     */
    static LocalRedis start(Path folder, int port, RedisBinary binary, Consumer<String> onUnexpectedEnd) {
        try {
            Files.createDirectories(folder);
            LeftOverRedis.stop(folder);
            Path config = RedisConfig.write(folder, port);
            Process process = new ProcessBuilder(OwnProcessGroup.command(binary.path().toString(), config.toString()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            LocalRedis redis = new LocalRedis(process, port);
            redis.readOutput();
            redis.awaitReady(folder, binary);
            redis.watch(onUnexpectedEnd);
            return redis;
        } catch (IOException e) {
            throw new StartRefusedException("Redis: " + binary.path() + " (" + binary.origin() + ") cannot be started, "
                    + e.getMessage() + " (" + RedisBinary.INSTALL + ")", e);
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    long pid() {
        return process.pid();
    }

    /** Ends the server as Redis itself does on SIGTERM: the append-only file is complete and synced. */
    @Override
    public void close() {
        closing = true;
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("redis-server did not stop within {}: killed, it may lose its last second", STOP_MAX);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady(Path folder, RedisBinary binary) {
        try {
            ready.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            close();
            throw cannotStart(folder, binary);
        } catch (TimeoutException e) {
            close();
            throw new StartRefusedException("Redis: not ready within " + START_MAX + " (last line: " + lastLine() + ")", e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Redis was starting", e);
        }
    }

    private StartRefusedException cannotStart(Path folder, RedisBinary binary) {
        String found = "Redis: " + binary.path() + " (" + binary.origin() + ") ended while starting: " + lastLine();
        boolean neverRan = lastLines().stream().noneMatch(line -> line.contains(" # ") || line.contains(" * "));
        return new StartRefusedException(found + (neverRan
                ? " (" + RedisBinary.INSTALL + ")"
                : " (the counts can be made again from the log: remove " + folder + " and start again)"));
    }

    private void watch(Consumer<String> onUnexpectedEnd) {
        process.onExit().thenAcceptAsync(ended -> {
            if (!closing) {
                onUnexpectedEnd.accept("redis-server (pid " + ended.pid() + ") ended, exit status " + ended.exitValue()
                        + ", last line: " + lastLine());
            }
        });
    }

    private void readOutput() {
        Thread reader = new Thread(() -> {
            try (BufferedReader output = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                output.lines().forEach(this::take);
            } catch (IOException | UncheckedIOException e) {
                log.debug("redis-server's output ended", e);
            } finally {
                ready.completeExceptionally(new IllegalStateException("ended"));
            }
        }, "redis-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void take(String line) {
        serverLog.info(line);
        synchronized (lastLines) {
            if (lastLines.size() == LAST_LINES) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line);
        }
        if (line.contains(READY)) {
            ready.complete(null);
        }
    }

    private List<String> lastLines() {
        synchronized (lastLines) {
            return lastLines.stream().filter(line -> !line.isBlank()).collect(Collectors.toList());
        }
    }

    private String lastLine() {
        List<String> lines = lastLines();
        return lines.isEmpty() ? "none" : lines.get(lines.size() - 1);
    }
}
