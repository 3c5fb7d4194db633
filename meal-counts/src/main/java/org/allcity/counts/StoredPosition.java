package org.allcity.counts;

/**
 * Where the counts stand in one partition.
 *
 * @param log the log they are a view of, as {@link LogId#toString()} gives it
 * @param next position of the first record that is not in the counts
 * @param ledgersFrom every ledger that is kept knows all records before this position, which is never after {@code next}. From here to
 *     {@code next} records have to be added to ledgers again, and not to counts; a ledger tells which of them it knows
 */
public record StoredPosition(String log, long next, long ledgersFrom) {

    /** Where all ledgers are as new as the counts. */
    public StoredPosition(String log, long next) {
        this(log, next, next);
    }
}
