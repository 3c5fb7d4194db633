package org.allcity.aggregator;

import java.time.Duration;

/**
 * How large batches are, learned from how long the store takes, since nobody else is served for most of that time. The larger, the more
 * changes of one count are added up before they are written: a day of the city is some thousands of hashes, however many meals it has.
 * How many changes the store takes in that time depends on how far they are spread. Batches grow so large only while there is much to
 * catch up with.
 */
public final class BatchSize {

    /** Less than a second, and far less than apps wait for Redis. */
    static final Duration AIM = Duration.ofMillis(700);

    /** Half of what would be right after one batch: a single one can take long for another reason. */
    private static final double GAIN = 0.5;

    private static final double SHRINKS_MOST = -0.25;

    private static final int CHANGES_AT_FIRST = 8_000;
    private static final int CHANGES_LEAST = 1_000;
    private static final int CHANGES_MOST = 500_000;

    private volatile int changesMax = CHANGES_AT_FIRST;

    int changesMax() {
        return changesMax;
    }

    /** The store took a batch of so many changes in this time, or did not answer. */
    void learn(int changes, long tookNanos) {
        double off = GAIN * (AIM.toNanos() - tookNanos) / AIM.toNanos();
        if (off < 0 || changes >= changesMax) {
            double next = changesMax * (1 + Math.max(SHRINKS_MOST, off));
            changesMax = (int) Math.max(CHANGES_LEAST, Math.min(CHANGES_MOST, next));
        }
    }
}
