package org.allcity.counts.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;

/** Waits for answers, no longer than a time limit, and says in the port's words why there is none. */
final class RedisCalls {

    private static final int LINE_MAX = 300;

    private final RedisLine line;
    private final Duration timeout;

    RedisCalls(RedisLine line, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
        this.line = line;
        this.timeout = timeout;
    }

    RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return line.current().commands();
    }

    /**
     * The answer to a command.
     *
     * @param asked key, script or command, for people
     * @throws RedisNoScriptException when the server does not know the script; the caller can send it
     */
    <T> T await(String asked, Future<T> answer) {
        return await(asked, answer, System.nanoTime() + timeout.toNanos());
    }

    /** The answers to commands that are all under way, by what was asked; the time limit is for all together. */
    <T> Map<String, T> awaitAll(Map<String, ? extends Future<T>> answers) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<String, T> values = new LinkedHashMap<>();
        try {
            answers.forEach((asked, answer) -> values.put(asked, await(asked, answer, deadline)));
            return values;
        } finally {
            answers.values().forEach(answer -> answer.cancel(true));
        }
    }

    private <T> T await(String asked, Future<T> answer, long deadline) {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Given up, so that it is not sent after a reconnect. It may have been carried out all the same.
            answer.cancel(true);
            line.doubt(deadline - timeout.toNanos());
            throw new StoreUnavailableException("Redis: " + asked + ": no answer (expected: within " + timeout + ")", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Redis: " + asked + ": interrupted while waiting for the answer", e);
        } catch (CancellationException e) {
            throw new StoreUnavailableException("Redis: " + asked + ": connection closed before the answer", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RedisCommandExecutionException)) {
                line.doubt(deadline - timeout.toNanos());
            }
            throw translated(asked, e.getCause());
        }
    }

    private static RuntimeException translated(String asked, Throwable cause) {
        if (cause instanceof RedisNoScriptException noScript) {
            return noScript;
        }
        String message = "Redis: " + asked + ": " + oneLine(cause);
        return cause instanceof RedisCommandExecutionException && message.contains("WRONGTYPE")
                ? new StoreDamagedException(message)
                : new StoreUnavailableException(message, cause);
    }

    static String oneLine(Throwable cause) {
        return oneLine(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    /** What a server or a stranger wrote, fit for a log. */
    static String oneLine(String text) {
        String start = text.length() <= LINE_MAX ? text : text.substring(0, LINE_MAX) + "...";
        return start.replaceAll("[\\s\\p{Cntrl}]+", " ");
    }
}
