package org.allcity.aggregator;

import java.util.function.IntSupplier;
import org.allcity.counts.BloomFilter;
import org.allcity.counts.DinerLedger;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers of one partition, the least recently used of which are forgotten from time to time. Two tables take turns: once the one in use
 * holds half of what may be kept, what is only in the other was not used for as long, and goes; but none that the store does not have
 * yet. Not for several threads.
 */
final class LedgerCache {

    private static final int FIRST_TABLE = 64;
    /** One MB: with a million ledgers forgotten, one in twenty of those never seen is taken for one of them. */
    private static final int FORGOTTEN_BITS = 1 << 23;

    private final IntSupplier ledgersMax;
    private @Nullable DinerLedger[] used = new DinerLedger[FIRST_TABLE];
    private @Nullable DinerLedger[] unused = new DinerLedger[FIRST_TABLE];
    private int usedCount;
    private @Nullable BloomFilter forgotten;

    /** @param ledgersMax how many to keep between batches, beside those that the store does not have yet */
    LedgerCache(IntSupplier ledgersMax) {
        this.ledgersMax = ledgersMax;
    }

    /** Forgets what is too much, and in the store. What is used from now on stays until this is called again. */
    void forgetUnused() {
        if (2 * usedCount >= ledgersMax.getAsInt()) {
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

    boolean hasForgotten() {
        return forgotten != null;
    }

    /** Whether a ledger that is not here may have been; false when it certainly was not. */
    boolean mayHaveForgotten(long dinerHigh, long dinerLow) {
        return forgotten != null && forgotten.mayHave(mixed(dinerHigh, dinerLow));
    }

    private void noteForgotten(DinerLedger ledger) {
        if (forgotten == null) {
            forgotten = new BloomFilter(FORGOTTEN_BITS);
        }
        forgotten.add(mixed(ledger.dinerHigh(), ledger.dinerLow()));
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
        return (int) (mixed(dinerHigh, dinerLow) >>> 32) & length - 1;
    }

    private static long mixed(long dinerHigh, long dinerLow) {
        return (dinerHigh ^ dinerLow * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
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
        @Nullable DinerLedger[] before = unused;
        unused = used;
        used = new DinerLedger[FIRST_TABLE];
        usedCount = 0;
        for (DinerLedger ledger : before) {
            if (ledger == null || find(unused, ledger.registered(), ledger.dinerHigh(), ledger.dinerLow()) != null) {
                continue;
            }
            if (ledger.isUnwritten()) {
                put(ledger);
            } else {
                noteForgotten(ledger);
            }
        }
    }
}
