package org.allcity.benchmark.harness;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.allcity.benchmark.redis.RedisConnection;

/** Events that were sent and are looked for in Redis, and how long each took. */
final class Markers {

    private static final int POLL_MILLIS = 1;
    private static final int LOST_AFTER_SECONDS = 20;
    private static final int MEASURED_MAX = 1_000_000;

    private record Marker(long receivedAtNanos, String key, String field, boolean measured) {}

    private final RedisServer redis;
    private final ConcurrentLinkedQueue<Marker> sent = new ConcurrentLinkedQueue<>();
    private final long[] nanos = new long[MEASURED_MAX];
    private final Thread poller = new Thread(this::poll, "markers");
    private volatile boolean finished;
    private int measured;
    private int lost;

    Markers(RedisServer redis) {
        this.redis = redis;
    }

    void start() {
        poller.start();
    }

    /** A field that will be there once the marker is counted. */
    void sent(long receivedAtNanos, String key, String field, boolean measuredToo) {
        sent.add(new Marker(receivedAtNanos, key, field, measuredToo));
    }

    /** Waits for the last ones. */
    void finish() {
        finished = true;
        try {
            poller.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Arrays.sort(nanos, 0, measured);
    }

    int measured() {
        return measured;
    }

    int lost() {
        return lost;
    }

    String percentiles() {
        return measured == 0 ? "none" : "p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f".formatted(
                millis(0.5), millis(0.99), millis(0.999), millis(1));
    }

    private double millis(double share) {
        return nanos[Math.min(measured - 1, (int) (measured * share))] / 1e6;
    }

    private void poll() {
        Deque<Marker> open = new ArrayDeque<>();
        long end = Long.MAX_VALUE;
        try (RedisConnection connection = redis.connect()) {
            while (!finished || !sent.isEmpty() || !open.isEmpty()) {
                if (finished && end == Long.MAX_VALUE) {
                    end = System.nanoTime() + LOST_AFTER_SECONDS * 1_000_000_000L;
                }
                if (System.nanoTime() > end) {
                    lost = open.size();
                    return;
                }
                for (Marker marker = sent.poll(); marker != null; marker = sent.poll()) {
                    open.add(marker);
                }
                open.forEach(marker -> connection.command("HGET", marker.key, marker.field));
                connection.flush();
                for (int left = open.size(); left > 0; left--) {
                    Marker marker = open.remove();
                    if (connection.reply() == null) {
                        open.add(marker);
                    } else if (marker.measured && measured < nanos.length) {
                        nanos[measured++] = System.nanoTime() - marker.receivedAtNanos;
                    }
                }
                Waits.pause(POLL_MILLIS);
            }
        }
    }
}
