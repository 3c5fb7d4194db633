package org.allcity.counts;

import org.jspecify.annotations.Nullable;

/**
 * Adds facts to ledgers and gathers what they change in all counts. A fact's effect is the tally of its diner's ledger with it less the
 * tally without it. Not for several threads.
 */
public final class Fold {

    private static final int WORDS = PackedFact.WORDS;

    private final CountChanges changes;
    private final Tally tally;
    private Orders before = new Orders();
    private Orders after = new Orders();

    /** @param changes where to add what changes */
    public Fold(CountChanges changes) {
        this.changes = changes;
        this.tally = new Tally(changes);
    }

    public CountChanges changes() {
        return changes;
    }

    /**
     * Adds a fact to its diner's ledger, unless it may not enter; the ledger's position moves past it either way.
     *
     * @return why it may not enter; null when it did
     */
    public @Nullable Refusal add(DinerLedger ledger, Facts facts, int index) {
        long[] words = facts.words();
        int at = Facts.at(index);
        long receivedAt = words[at + PackedFact.RECEIVED];
        ledger.next(facts.offset(index) + 1);
        Refusal refusal = refusal(ledger, PackedFact.day(words[at + PackedFact.TIME]), receivedAt);
        if (refusal != null) {
            return refusal;
        }
        ledger.changedBy(facts.offset(index));
        add(ledger, words, at);
        ledger.receivedAt(receivedAt);
        // Only after the subtraction: what is sealed stays counted.
        ledger.seal();
        return null;
    }

    private static @Nullable Refusal refusal(DinerLedger ledger, int day, long receivedAt) {
        if (day < CorrectionWindow.firstDayOf(receivedAt)) {
            return Refusal.TOO_LATE;
        }
        if (day > CorrectionWindow.lastDayOf(receivedAt)) {
            return Refusal.TOO_FAR_AHEAD;
        }
        if (receivedAt < ledger.latestReceivedAtMillis() - CorrectionWindow.MARGIN.toMillis()) {
            return Refusal.RECEIVED_OUT_OF_ORDER;
        }
        return null;
    }

    private void add(DinerLedger ledger, long[] words, int at) {
        long orderHigh = words[at + PackedFact.ORDER_HIGH];
        long orderLow = words[at + PackedFact.ORDER_LOW];
        before.read(ledger, orderHigh, orderLow);
        int repeated = before.repeated(ledger, words, at);
        if (repeated < 0) {
            after.readWith(before, ledger, ledger.append(words, at));
        } else {
            // Of a repeated fact the earliest receipt is kept.
            int receipt = repeated * WORDS + PackedFact.RECEIVED;
            if (words[at + PackedFact.RECEIVED] >= ledger.words()[receipt]) {
                return;
            }
            ledger.words()[receipt] = words[at + PackedFact.RECEIVED];
            after.read(ledger, orderHigh, orderLow);
        }
        tally.addChange(ledger, before, after);
    }
}
