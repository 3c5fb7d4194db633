package org.allcity.counts;

/** What became of a batch. Only {@link Applied} changed anything. */
public sealed interface ApplyResult {

    /** Ledgers, counts and position are written. */
    record Applied() implements ApplyResult {}

    /**
     * The store stands elsewhere, so nothing was written: forget what was cached and go on from there.
     *
     * @param stored the store's position in a partition of the batch where it differs; 0 when it holds none
     */
    record PositionDiffers(long stored) implements ApplyResult {}

    /**
     * The store's view is no longer the one to write to, so nothing was written and never will be: forget what was cached and open
     * the live one.
     */
    record Superseded() implements ApplyResult {}

    /**
     * The counts are a view of another log, so nothing was written and nothing may be: stop and alarm.
     *
     * @param stored the log that the store's counts belong to, as {@link LogId#toString()} gives it
     */
    record LogDiffers(String stored) implements ApplyResult {}
}
