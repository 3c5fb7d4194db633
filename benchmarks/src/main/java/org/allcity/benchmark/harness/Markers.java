package org.allcity.benchmark.harness;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.allcity.benchmark.redis.RedisConnection;

/** Events that were sent and are looked for in Redis, and how long each took. */
final class Markers {

    private static final int POLL_MILLIS = 1;
    private static final int LOST_AFTER_SECONDS = 20;

    private record Marker(long receivedAtNanos, String key, String field, boolean measured) {}

    private final RedisServer redis;
    private final ConcurrentLinkedQueue<Marker> sent = new ConcurrentLinkedQueue<>();
    private final Delays visible = new Delays();
    private final Delays acknowledged = new Delays();
    private final Thread poller = new Thread(this::poll, "markers");
    private volatile boolean finished;
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

    /** Kafka has one that is measured. */
    void acknowledged(long receivedAtNanos) {
        acknowledged.add(System.nanoTime() - receivedAtNanos);
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
    }

    int lost() {
        return lost;
    }

    Delays visible() {
        return visible;
    }

    Delays acknowledged() {
        return acknowledged;
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
                    } else if (marker.measured) {
                        visible.add(System.nanoTime() - marker.receivedAtNanos);
                    }
                }
                Waits.pause(POLL_MILLIS);
            }
        }
    }
}
