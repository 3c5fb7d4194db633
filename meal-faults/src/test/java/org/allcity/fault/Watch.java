package org.allcity.fault;

import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Compares again and again while faults are injected: what Redis holds must be exact at every instant, not only in the end. */
final class Watch implements AutoCloseable {

    private static final long PAUSE_NANOS = 500_000_000;

    /** Comparing takes no more than a part of the machine, which the faulted need too. */
    private static final int PAUSES_PER_COMPARISON = 3;

    private final Truth truth;
    private final Thread thread;
    private final Object comparing = new Object();
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean closing;
    private volatile boolean resting;
    private long instants;
    private long cells;
    private long unanswered;

    Watch(Truth truth) {
        this.truth = truth;
        this.thread = new Thread(this::run, "watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closing) {
            long started = System.nanoTime();
            compare();
            LockSupport.parkNanos(Math.max(PAUSE_NANOS, PAUSES_PER_COMPARISON * (System.nanoTime() - started)));
        }
    }

    /** Returns when no comparison is under way that began otherwise. */
    void rest(boolean rests) {
        synchronized (comparing) {
            resting = rests;
        }
    }

    private void compare() {
        synchronized (comparing) {
            if (!resting) {
                compareNow();
            }
        }
    }

    private void compareNow() {
        try {
            Truth.Verdict verdict = truth.compareCounts();
            synchronized (this) {
                instants++;
                cells += verdict.cells();
                verdict.told().forEach(told -> wrong.add("at " + verdict.positions() + ": " + told));
            }
        } catch (RedisException e) {
            // It is away, loading or paused: nobody can read a wrong count now.
            synchronized (this) {
                unanswered++;
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                wrong.add("not compared: " + e);
            }
        }
    }

    synchronized void add(long moreInstants, long moreCells) {
        instants += moreInstants;
        cells += moreCells;
    }

    /** Instants that were compared. */
    synchronized long instants() {
        return instants;
    }

    synchronized long cells() {
        return cells;
    }

    synchronized long unanswered() {
        return unanswered;
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
