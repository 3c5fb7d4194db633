package org.allcity.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Redis, Kafka and the three apps: started side by side as far as they do not need each other, ended one after the other. */
final class LocalCity implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalCity.class);

    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(200);
    /** How long a part that is still starting may go on when the city is closed; then it is left to the end of the JVM. */
    private static final Duration STARTING_MAX = Duration.ofSeconds(5);

    private final ExecutorService serverThreads = daemonThreads("server-start");
    private final ExecutorService appThreads = daemonThreads("app-start");
    private final CompletableFuture<RedisKeeper> redis;
    /** By name, in the order in which they are closed. */
    private final Map<String, CompletableFuture<? extends AutoCloseable>> parts = new LinkedHashMap<>();

    private LocalCity(DataFolder data, LocalPorts ports, String notice, Consumer<String> onFatal) {
        Apps apps = new Apps(ports);
        String pseudonymKey = PseudonymKey.keptIn(data.pseudonymKey());
        redis = CompletableFuture.supplyAsync(() -> RedisKeeper.start(data.redis(), ports.of(LocalPorts.Use.REDIS),
                RedisBinary.find(System.getenv().getOrDefault("PATH", ""), data.redis().resolve("bin")), onFatal), serverThreads);
        var kafka = CompletableFuture.supplyAsync(() -> LocalKafka.start(data.kafka(), ports.of(LocalPorts.Use.KAFKA),
                ports.of(LocalPorts.Use.KAFKA_CONTROLLER), onFatal), serverThreads);
        var ingest = kafka.thenApplyAsync(ready -> apps.startIngest(ready.bootstrapServers(), pseudonymKey), appThreads);
        // It listens before it has read the registry, and tells terminals to send again until then.
        parts.put("ingest", ingest.thenApplyAsync(app -> {
            Readiness.await(ports.of(LocalPorts.Use.INGEST_MANAGEMENT));
            return app;
        }, appThreads));
        parts.put("aggregator", kafka.thenCombineAsync(redis,
                (events, counts) -> apps.startAggregator(events.bootstrapServers(), counts.uri()), appThreads));
        parts.put("board", redis.thenApplyAsync(ready -> apps.startBoard(ready.uri(), notice), appThreads));
        parts.put("Kafka", kafka);
        parts.put("Redis", redis);
    }

    /**
     * Begins to start everything and returns at once; see {@link #awaitReady}.
     *
     * @param notice shown beside all figures on the board; empty for none
     * @param onFatal told that Kafka or Redis has ended for good
     */
    static LocalCity start(DataFolder data, LocalPorts ports, String notice, Consumer<String> onFatal) {
        return new LocalCity(data, ports, notice, onFatal);
    }

    /** The process that serves as Redis now; another one after each restart. */
    long redisPid() {
        return redis.join().pid();
    }

    /**
     * Returns when every part is ready.
     *
     * @throws StartRefusedException if a part cannot start here as things are
     * @throws IllegalStateException if one failed; the message says which and why
     */
    void awaitReady(Consumer<String> progress) throws InterruptedException {
        CompletableFuture<?> all = CompletableFuture.allOf(parts.values().toArray(CompletableFuture<?>[]::new));
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!all.isDone()) {
            requireNoneFailed();
            if (System.nanoTime() >= deadline) {
                throw new IllegalStateException("not ready within " + START_MAX + ": " + state());
            }
            progress.accept(state());
            awaitDone(all);
        }
        requireNoneFailed();
    }

    private String state() {
        return parts.entrySet().stream()
                .map(part -> part.getKey() + (part.getValue().isDone() ? " ✓" : " …"))
                .collect(Collectors.joining("  "));
    }

    /** In reverse, so that a part is named, and not one that failed only because it needs that part. */
    private void requireNoneFailed() {
        List<String> names = new ArrayList<>(parts.keySet());
        Collections.reverse(names);
        for (String name : names) {
            CompletableFuture<?> part = parts.get(name);
            if (part.isCompletedExceptionally()) {
                Throwable cause = deepestCause(part);
                log.info("{} did not start", name, cause);
                if (cause instanceof StartRefusedException refused) {
                    throw refused;
                }
                throw new IllegalStateException(name + " did not start: " + cause.getMessage(), cause);
            }
        }
    }

    private static ExecutorService daemonThreads(String name) {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void awaitDone(CompletableFuture<?> all) throws InterruptedException {
        try {
            all.get(PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the caller looks at the parts
        }
    }

    private static Throwable deepestCause(CompletableFuture<?> failed) {
        Throwable cause = failed.handle((ready, failure) -> failure).join();
        while (cause.getCause() != null && !(cause instanceof StartRefusedException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Ends what has started, in the order that lets each part still reach what it needs. */
    @Override
    public void close() {
        // Gives up the apps that are still starting; Kafka and Redis finish their start, so that they can be ended cleanly.
        appThreads.shutdownNow();
        serverThreads.shutdown();
        parts.forEach((name, part) -> {
            try {
                part.get(STARTING_MAX.toMillis(), TimeUnit.MILLISECONDS).close();
            } catch (ExecutionException e) {
                log.debug("{} never started", name);
            } catch (TimeoutException e) {
                log.warn("{} was still starting: left to the end of the process", name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                log.warn("{} did not end cleanly", name, e);
            }
        });
    }
}
