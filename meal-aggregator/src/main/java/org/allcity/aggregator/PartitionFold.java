package org.allcity.aggregator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntSupplier;
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
import org.jspecify.annotations.Nullable;

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
    /** By the index of a fact, its ledger; null where it was not here before. */
    private @Nullable DinerLedger[] atHand = {};

    private final Queue<DinerLedger> unwritten = new ArrayDeque<>();
    /** Facts before were counted by the store when this began. */
    private final long countedFrom;
    private long position;
    /** Where the counts stand once the store has taken all batches that were handed over. */
    private long handedOverTo;
    private long readTo;
    private long latestReceivedAt;
    private long ledgersNeeded;
    private long ledgersRead;

    /**
     * Starts where the store stands.
     *
     * @param ledgersMax ledgers to keep; asked before each batch
     * @param behindMax records that the store's ledgers may know less than its counts, more or less
     */
    public PartitionFold(CountStore store, LogId log, int partition, StoredPosition stored, IntSupplier ledgersMax, long behindMax) {
        this(store, log, partition, stored, ledgersMax, behindMax, WRITTEN_PER_BATCH);
    }

    PartitionFold(
            CountStore store,
            LogId log,
            int partition,
            StoredPosition stored,
            IntSupplier ledgersMax,
            long behindMax,
            int writtenPerBatch) {
        this.writtenPerBatch = writtenPerBatch;
        this.store = store;
        this.log = log;
        this.partition = partition;
        this.behindMax = behindMax;
        this.ledgers = new LedgerCache(ledgersMax);
        this.countedFrom = stored.next();
        this.position = countedFrom;
        this.handedOverTo = countedFrom;
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
        return readTo < countedFrom;
    }

    /** Whether the store counted a record before this began. */
    public boolean isCounted(long offset) {
        return offset < countedFrom;
    }

    /** The greatest {@code receivedAt} of the facts that were counted here, since 1970; 0 before the first. */
    public long latestReceivedAtMillis() {
        return latestReceivedAt;
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

    /** Reads all ledgers of these facts' diners that the store may have and this has not. */
    public void readLedgers(Facts facts) {
        if (countedFrom == 0 && !ledgers.hasForgotten()) {
            return;
        }
        Set<DinerId> missing = new HashSet<>();
        for (int i = 0; i < facts.size(); i++) {
            if (find(facts, i) == null && mayBeStored(facts, i)) {
                missing.add(facts.diner(i));
            }
        }
        read(missing);
    }

    /** Puts the ledgers of these facts' diners at hand. Those that were read and forgotten again since are read again. */
    private void fetchLedgers(Facts facts, int from, int end) {
        if (atHand.length < end - from) {
            atHand = new DinerLedger[end - from];
        }
        Set<DinerId> missing = new HashSet<>();
        for (int i = from; i < end; i++) {
            DinerLedger ledger = find(facts, i);
            if (ledger == null && mayBeStored(facts, i)) {
                missing.add(facts.diner(i));
            } else if (ledger == null) {
                ledger = DinerLedger.empty(facts.registered(i), facts.dinerHigh(i), facts.dinerLow(i));
                ledgers.put(ledger);
            }
            atHand[i - from] = ledger;
        }
        ledgersNeeded += end - from;
        read(missing);
    }

    private @Nullable DinerLedger find(Facts facts, int index) {
        return ledgers.get(facts.registered(index), facts.dinerHigh(index), facts.dinerLow(index));
    }

    /** False where the store had none when this began, and every one that it was given since is still here. */
    private boolean mayBeStored(Facts facts, int index) {
        return countedFrom > 0 || ledgers.mayHaveForgotten(facts.dinerHigh(index), facts.dinerLow(index));
    }

    private void read(Set<DinerId> missing) {
        ledgersRead += missing.size();
        if (!missing.isEmpty()) {
            take(store.ledgers(missing).values());
        }
    }

    private void take(Collection<DinerLedger> fetched) {
        for (DinerLedger ledger : fetched) {
            if (ledger.next() > handedOverTo) {
                throw new StoreDamagedException("ledger of " + ledger.diner() + ": knows records before " + ledger.next()
                        + " (expected: at most before " + handedOverTo + ", as the counts of partition " + partition + ")");
            }
            ledgers.put(ledger);
        }
    }

    /**
     * Folds facts that follow on what was folded before, in the order of the log.
     *
     * @param from index of the first fact
     * @param end index after the last fact
     * @param to position after the last record
     */
    List<RefusedFact> fold(Fold counting, Facts facts, int from, int end, long to) {
        fetchLedgers(facts, from, end);
        List<RefusedFact> refused = new ArrayList<>();
        for (int i = from; i < end; i++) {
            DinerLedger ledger = atHand[i - from];
            if (ledger == null) {
                ledger = find(facts, i);
            }
            if (ledger == null) {
                throw new IllegalStateException("ledger of " + facts.diner(i) + ": not read (expected: one of each diner)");
            }
            if (facts.offset(i) < ledger.next()) {
                continue;
            }
            boolean counts = !isCounted(facts.offset(i));
            boolean wasUnwritten = ledger.isUnwritten();
            Refusal refusal = (counts ? counting : relearning).add(ledger, facts, i);
            if (!wasUnwritten && ledger.isUnwritten()) {
                unwritten.add(ledger);
            }
            if (!counts) {
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

    /**
     * Hands over what was folded since the last time: how far the counts move by it, and which ledgers go along, as copies. The store
     * has taken what was handed over before, but need not have taken this when more is folded.
     */
    CountBatch.Advance handOver(List<DinerLedger> written) {
        // Before this batch's ledgers count as written: until the next one they may not be in the store yet, so none is forgotten.
        ledgers.forgetUnused();
        long from = handedOverTo;
        handedOverTo = Math.max(from, readTo);
        long writtenMax = Math.max(writtenPerBatch, (handedOverTo - from) / RECORDS_PER_WRITTEN);
        for (long count = 0; !unwritten.isEmpty(); count++) {
            if (count >= writtenMax && unwritten.element().unwrittenFrom() >= handedOverTo - behindMax) {
                break;
            }
            DinerLedger ledger = unwritten.remove();
            written.add(ledger.copy());
            ledger.written();
        }
        // Records that are still to be learned again are unwritten, whichever ledgers they belong to.
        long ledgersFrom = unwritten.isEmpty() ? readTo : Math.min(readTo, unwritten.element().unwrittenFrom());
        return new CountBatch.Advance(partition, from, handedOverTo, ledgersFrom, latestReceivedAt);
    }

    /** The store has taken what was handed over. */
    void applied(CountBatch.Advance advance) {
        position = advance.to();
    }

    /** A fact that does not count, and why; by its index in the folded facts. */
    public record RefusedFact(int index, Refusal refusal) {}
}
