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
    private static final long TOO_LONG_NANOS = Duration.ofMillis(750).toNanos();

    private static final long SHORT_NANOS = Duration.ofMillis(550).toNanos();

    private static final int CHANGES_AT_FIRST = 8_000;
    private static final int CHANGES_LEAST = 1_000;
    private static final int CHANGES_MOST = 500_000;

    private volatile int changesMax = CHANGES_AT_FIRST;

    int changesMax() {
        return changesMax;
    }

    /** The store took a batch of so many changes in this time, or did not answer. */
    void learn(int changes, long tookNanos) {
        if (tookNanos > TOO_LONG_NANOS) {
            changesMax = Math.max(CHANGES_LEAST, changesMax * 3 / 4);
        } else if (changes >= changesMax && tookNanos < SHORT_NANOS) {
            changesMax = Math.min(CHANGES_MOST, changesMax * 3 / 2);
        }
    }
}
