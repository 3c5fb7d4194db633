package org.allcity.counts.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The connection in use. One whose answers stay out is given up for a new one: its other end may be gone without a word, which would
 * never be noticed, and Lettuce waits longer each time, up to 30 s, before it looks for a lost server again.
 */
final class RedisLine implements AutoCloseable {

    /**
     * A connection and what can be asked over it.
     *
     * @param infoByNode by a section of INFO, the answers of all servers under way
     */
    record Opened(
            StatefulConnection<byte[], byte[]> connection,
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            Function<String, Map<String, Future<String>>> infoByNode) {}

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final Supplier<Opened> opener;
    private final AtomicBoolean replacing = new AtomicBoolean();
    private volatile Opened current;
    private volatile long openedNanos = System.nanoTime();
    private volatile long attemptedNanos = openedNanos;
    private boolean closed;

    /** @param opener gives a connection that has proved itself, or throws {@link RedisException} */
    RedisLine(Supplier<Opened> opener) {
        this.opener = opener;
        this.current = opener.get();
    }

    Opened current() {
        return current;
    }

    /** No answer of a server came to what was asked then. Returns at once; the connection is replaced when another one is open. */
    void doubt(long askedNanos) {
        boolean tooSoon = openedNanos - askedNanos > 0 || System.nanoTime() - attemptedNanos < BETWEEN_ATTEMPTS.toNanos();
        if (tooSoon || !replacing.compareAndSet(false, true)) {
            return;
        }
        attemptedNanos = System.nanoTime();
        Thread thread = new Thread(this::replace, "redis-reconnect");
        thread.setDaemon(true);
        thread.start();
    }

    private void replace() {
        try {
            give(opener.get()).connection().closeAsync();
        } catch (RedisException e) {
            // Nobody there: the next answer that stays out has it tried again.
        } finally {
            replacing.set(false);
        }
    }

    /** The one that is of no more use. */
    private synchronized Opened give(Opened next) {
        if (closed) {
            return next;
        }
        Opened before = current;
        openedNanos = System.nanoTime();
        current = next;
        return before;
    }

    @Override
    public synchronized void close() {
        closed = true;
        // Whoever owns the client may have closed it, and its connections, before.
        if (current.connection().isOpen()) {
            current.connection().close();
        }
    }
}
