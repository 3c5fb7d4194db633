package org.allcity.aggregator;

import org.allcity.counts.DinerLedger;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers of one partition, the least recently used of which are forgotten between batches. Two tables take turns: once the one in use
 * holds half of what may be kept, what is only in the other was not used for as long, and goes; but none that the store does not have
 * yet. Not for several threads.
 */
final class LedgerCache {

    private static final int FIRST_TABLE = 64;

    private final int ledgersMax;
    private @Nullable DinerLedger[] used = new DinerLedger[FIRST_TABLE];
    private @Nullable DinerLedger[] unused = new DinerLedger[FIRST_TABLE];
    private int usedCount;

    /** @param ledgersMax how many to keep between batches, beside those that the store does not have yet */
    LedgerCache(int ledgersMax) {
        this.ledgersMax = ledgersMax;
    }

    /** Forgets what is too much. What is used from now on stays until this is called again. */
    void beginBatch() {
        if (2 * usedCount >= ledgersMax) {
            takeTurns();
        }
    }

    /** A diner's ledger; null when it is not here. */
    @Nullable DinerLedger get(boolean registered, long dinerHigh, long dinerLow) {
        DinerLedger ledger = find(used, registered, dinerHigh, dinerLow);
        if (ledger == null) {
            ledger = find(unused, registered, dinerHigh, dinerLow);
            if (ledger != null) {
                put(ledger);
            }
        }
        return ledger;
    }

    private static @Nullable DinerLedger find(
            @Nullable DinerLedger[] table, boolean registered, long dinerHigh, long dinerLow) {
        int slot = slot(dinerHigh, dinerLow, table.length);
        for (DinerLedger ledger = table[slot]; ledger != null; ledger = table[slot]) {
            if (ledger.isOf(registered, dinerHigh, dinerLow)) {
                return ledger;
            }
            slot = slot + 1 & table.length - 1;
        }
        return null;
    }

    private static int slot(long dinerHigh, long dinerLow, int length) {
        long mixed = (dinerHigh ^ dinerLow * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) & length - 1;
    }

    /** Takes in one that is not among those used last. */
    void put(DinerLedger ledger) {
        if (2 * usedCount >= used.length) {
            @Nullable DinerLedger[] before = used;
            used = new DinerLedger[2 * before.length];
            usedCount = 0;
            for (DinerLedger each : before) {
                if (each != null) {
                    put(each);
                }
            }
        }
        int slot = slot(ledger.dinerHigh(), ledger.dinerLow(), used.length);
        while (used[slot] != null) {
            slot = slot + 1 & used.length - 1;
        }
        used[slot] = ledger;
        usedCount++;
    }

    private void takeTurns() {
        @Nullable DinerLedger[] forgotten = unused;
        unused = used;
        used = new DinerLedger[FIRST_TABLE];
        usedCount = 0;
        for (DinerLedger ledger : forgotten) {
            if (ledger != null
                    && ledger.isUnwritten()
                    && find(unused, ledger.registered(), ledger.dinerHigh(), ledger.dinerLow()) == null) {
                put(ledger);
            }
        }
    }
}
