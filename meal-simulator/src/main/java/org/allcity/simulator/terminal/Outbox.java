package org.allcity.simulator.terminal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import org.allcity.simulator.city.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * One terminal's events: those still to happen, and those that wait to be acknowledged. Used by the fleet's thread only.
 * A full outbox takes no more: the terminal's next events wait until there is room, none is lost.
 */
final class Outbox {

    static final int CAPACITY = 5_000;

    private final Terminal terminal;
    private final PriorityQueue<Entry> upcoming =
            new PriorityQueue<>(Comparator.comparingLong((Entry entry) -> entry.event().due()));
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private @Nullable String token;
    private @Nullable Future<?> timer;
    private boolean busy;
    private int failures;

    Outbox(Terminal terminal, String token) {
        this.terminal = terminal;
        this.token = token;
    }

    Terminal terminal() {
        return terminal;
    }

    @Nullable String token() {
        return token;
    }

    void token(@Nullable String newToken) {
        token = newToken;
    }

    /** Whether it has a request on the way or stands in line for one: it has at most one. */
    boolean busy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }

    void timer(@Nullable Future<?> newTimer) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = newTimer;
    }

    int failed() {
        return ++failures;
    }

    void succeeded() {
        failures = 0;
    }

    void plan(Entry entry) {
        upcoming.add(entry);
    }

    @Nullable Instant nextDue() {
        Entry next = upcoming.peek();
        return next == null ? null : Instant.ofEpochMilli(next.event().due());
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Takes what has happened by {@code now} into the outbox, as far as there is room; answers how many. */
    int release(Instant now) {
        int released = 0;
        for (Entry next = upcoming.peek(); next != null && next.event().due() <= now.toEpochMilli()
                && waiting.size() < CAPACITY; next = upcoming.peek()) {
            waiting.add(upcoming.remove());
            released++;
        }
        return released;
    }

    List<Entry> takeBatch() {
        List<Entry> batch = new ArrayList<>();
        while (batch.size() < Mischief.BATCH_MAX && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        return batch;
    }

    void putBack(List<Entry> batch) {
        List<Entry> lastFirst = new ArrayList<>(batch);
        Collections.reverse(lastFirst);
        lastFirst.forEach(waiting::addFirst);
    }
}
