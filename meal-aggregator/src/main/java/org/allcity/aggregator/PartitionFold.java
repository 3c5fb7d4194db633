package org.allcity.aggregator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountChanges;
import org.allcity.counts.CountStore;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Facts;
import org.allcity.counts.Fold;
import org.allcity.counts.LogId;
import org.allcity.counts.Refusal;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoredPosition;

/**
 * One owned partition between the log and the store: where its counts stand, and the ledgers that are newer here than in the store.
 * True only while the store stands at its position; whoever hears otherwise starts a new one. Not for several threads.
 *
 * <p>Ledgers are written later than counts when many meals come in, so that a busy one is written once and not for every meal. What is
 * not written is learned from the log again: facts before the store's position are added to ledgers and not to counts.
 */
public final class PartitionFold {

    /** Of the unwritten ledgers so many go into each batch, the longest changed first: all of them unless many meals come in. */
    private static final int WRITTEN_PER_BATCH = 32;

    /** Or one for so many of its records. */
    private static final int RECORDS_PER_WRITTEN = 16;

    private final CountStore store;
    private final LogId log;
    private final int partition;
    private final long behindMax;
    private final int writtenPerBatch;
    private final LedgerCache ledgers;
    private final Fold relearning = new Fold(new CountChanges());
    private final Queue<DinerLedger> unwritten = new ArrayDeque<>();
    private final List<DinerLedger> writing = new ArrayList<>();
    private long position;
    private long readTo;
    private long latestReceivedAt;
    private long ledgersNeeded;
    private long ledgersRead;

    /**
     * Starts where the store stands.
     *
     * @param ledgersMax ledgers to keep
     * @param behindMax records that the store's ledgers may know less than its counts, more or less
     */
    public PartitionFold(CountStore store, LogId log, int partition, StoredPosition stored, int ledgersMax, long behindMax) {
        this(store, log, partition, stored, ledgersMax, behindMax, WRITTEN_PER_BATCH);
    }

    PartitionFold(
            CountStore store,
            LogId log,
            int partition,
            StoredPosition stored,
            int ledgersMax,
            long behindMax,
            int writtenPerBatch) {
        this.writtenPerBatch = writtenPerBatch;
        this.store = store;
        this.log = log;
        this.partition = partition;
        this.behindMax = behindMax;
        this.ledgers = new LedgerCache(ledgersMax);
        this.position = stored.next();
        this.readTo = stored.ledgersFrom();
    }

    /** The log that positions belong to. */
    public LogId log() {
        return log;
    }

    public CountStore store() {
        return store;
    }

    public int partition() {
        return partition;
    }

    /** Where the counts stand. */
    public long position() {
        return position;
    }

    /** Up to where records were folded or learned again; the next ones follow here. */
    public long readTo() {
        return readTo;
    }

    /** Whether the next records are some that the store has counted before. */
    public boolean isRelearning() {
        return readTo < position;
    }

    public boolean hasUnwrittenLedgers() {
        return !unwritten.isEmpty();
    }

    /** Tells how many ledgers were needed and read since it was last asked. */
    public void tellLedgers(AggregatorMetrics metrics) {
        metrics.ledgers(ledgersNeeded, ledgersRead);
        ledgersNeeded = 0;
        ledgersRead = 0;
    }

    /** Reads the ledgers of these facts' diners that are not at hand. */
    void fetchLedgers(Facts facts) {
        ledgers.beginBatch();
        Set<DinerId> missing = new HashSet<>();
        for (int i = 0; i < facts.size(); i++) {
            if (ledgers.get(facts.registered(i), facts.dinerHigh(i), facts.dinerLow(i)) == null) {
                missing.add(facts.diner(i));
            }
        }
        ledgersNeeded += facts.size();
        ledgersRead += missing.size();
        if (!missing.isEmpty()) {
            take(store.ledgers(missing).values());
        }
    }

    private void take(Collection<DinerLedger> fetched) {
        for (DinerLedger ledger : fetched) {
            if (ledger.next() > position) {
                throw new StoreDamagedException("ledger of " + ledger.diner() + ": knows records before " + ledger.next()
                        + " (expected: at most before " + position + ", as the counts of partition " + partition + ")");
            }
            ledgers.put(ledger);
        }
    }

    /**
     * Folds facts that follow on what was folded before, in the order of the log; their ledgers are at hand.
     *
     * @param to position after the last record
     */
    List<RefusedFact> fold(Fold counting, Facts facts, long to) {
        List<RefusedFact> refused = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            DinerLedger ledger = ledgers.get(facts.registered(i), facts.dinerHigh(i), facts.dinerLow(i));
            if (ledger == null) {
                throw new IllegalStateException("ledger of " + facts.diner(i) + ": forgotten (expected: kept during a batch)");
            }
            if (facts.offset(i) < ledger.next()) {
                continue;
            }
            boolean isCounted = facts.offset(i) >= position;
            boolean wasUnwritten = ledger.isUnwritten();
            Refusal refusal = (isCounted ? counting : relearning).add(ledger, facts, i);
            if (!wasUnwritten && ledger.isUnwritten()) {
                unwritten.add(ledger);
            }
            if (!isCounted) {
                continue;
            }
            if (refusal != null) {
                refused.add(new RefusedFact(i, refusal));
            } else {
                latestReceivedAt = Math.max(latestReceivedAt, facts.receivedAtMillis(i));
            }
        }
        relearning.changes().clear();
        readTo = Math.max(readTo, to);
        return refused;
    }

    /** How far the counts move by what was folded; and which ledgers go along. */
    CountBatch.Advance advance(List<DinerLedger> written) {
        long writtenMax = Math.max(writtenPerBatch, (countedTo() - position) / RECORDS_PER_WRITTEN);
        while (!unwritten.isEmpty()
                && (writing.size() < writtenMax || unwritten.element().unwrittenFrom() < countedTo() - behindMax)) {
            writing.add(unwritten.remove());
        }
        written.addAll(writing);
        // Records that are still to be learned again are unwritten, whichever ledgers they belong to.
        long ledgersFrom = unwritten.isEmpty() ? readTo : Math.min(readTo, unwritten.element().unwrittenFrom());
        return new CountBatch.Advance(partition, position, countedTo(), ledgersFrom, latestReceivedAt);
    }

    /** Where the counts will stand once the store has taken what was folded. */
    private long countedTo() {
        return Math.max(position, readTo);
    }

    /** The store has taken what was folded. */
    void applied() {
        position = countedTo();
        latestReceivedAt = 0;
        writing.forEach(DinerLedger::written);
        writing.clear();
    }

    /** A fact that does not count, and why; by its index in the folded facts. */
    public record RefusedFact(int index, Refusal refusal) {}
}
