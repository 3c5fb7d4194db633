package org.allcity.fault.usual;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Lettuce as it comes: it connects again by itself, and then sends again what had no reply. */
final class RedisPipeline implements AutoCloseable {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisPipeline(String uri) {
        this.client = RedisClient.create(RedisURI.create(uri));
        this.connection = client.connect();
    }

    /** Commands sent whose replies are still to be awaited. */
    static final class Commands {

        private final RedisAsyncCommands<String, String> redis;
        private final List<RedisFuture<?>> sent = new ArrayList<>();

        private Commands(RedisAsyncCommands<String, String> redis) {
            this.redis = redis;
        }

        RedisAsyncCommands<String, String> redis() {
            return redis;
        }

        <T> RedisFuture<T> add(RedisFuture<T> command) {
            sent.add(command);
            return command;
        }

        void add(Increment increment) {
            add(redis.hincrby(increment.cell().hash(), increment.cell().measure(), increment.by()));
        }

        /** Writes a total, whatever was there. */
        void set(Increment total) {
            add(redis.hset(total.cell().hash(), total.cell().measure(), Long.toString(total.by())));
        }
    }

    /**
     * Sends commands one behind the other and then waits for all replies.
     *
     * @throws RedisException when one failed or no reply came
     */
    void run(Consumer<Commands> commands) {
        Commands collected = new Commands(connection.async());
        commands.accept(collected);
        try {
            if (!LettuceFutures.awaitAll(ANSWERS_WITHIN, collected.sent.toArray(new Future<?>[0]))) {
                throw new RedisException("no reply within " + ANSWERS_WITHIN);
            }
        } catch (CancellationException e) {
            // A transaction that the connection's end left open.
            throw new RedisException(e);
        }
    }

    /** The value of a reply that has come. */
    static <T> T value(RedisFuture<T> reply) {
        try {
            return reply.get(0, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new RedisException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException(e);
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
