package org.allcity.aggregator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.allcity.aggregator.PartitionFold.RefusedFact;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountChanges;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Facts;
import org.allcity.counts.Fold;
import org.jspecify.annotations.Nullable;

/**
 * The batch that partitions of one thread share: what they change in one count is added up before it is written. Used again and again;
 * not for several threads, but that it may be {@link #write written} by another one than the one that folds.
 */
public final class SharedBatch {

    /** However few counts they change: what is not written has to be polled and folded again after some trouble. */
    static final int RECORDS_MAX = 400_000;

    private final Fold fold = new Fold(new CountChanges());
    private final Set<PartitionFold> partitions = new LinkedHashSet<>();
    private final BatchSize size;
    private int records;
    private @Nullable CountBatch handedOver;

    public SharedBatch(BatchSize size) {
        this.size = size;
    }

    /** Starts with nothing, whatever became of the batch before. */
    public void clear() {
        fold.changes().clear();
        partitions.clear();
        records = 0;
        handedOver = null;
    }

    /**
     * Folds facts of a partition, in the order of the log. It changes the partition's ledgers: unless the batch is applied,
     * the partition has to start anew.
     *
     * @param partition of the same log and store as the others
     * @param from index of the first fact
     * @param end index after the last fact
     * @param to position after the last record
     * @return facts that do not count
     */
    public List<RefusedFact> add(PartitionFold partition, Facts facts, int from, int end, long to) {
        partitions.add(partition);
        records += end - from;
        return partition.fold(fold, facts, from, end, to);
    }

    /** All of these facts. */
    public List<RefusedFact> add(PartitionFold partition, Facts facts, long to) {
        return add(partition, facts, 0, facts.size(), to);
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** Whether it should be written before more is added. */
    public boolean isFull() {
        return fold.changes().size() >= size.changesMax() || records >= RECORDS_MAX;
    }

    /** Ends it. From now on its partitions may be folded into another one, once the one before this was {@link #applied}. */
    public void handOver() {
        List<DinerLedger> ledgers = new ArrayList<>();
        List<CountBatch.Advance> advances =
                partitions.stream().map(partition -> partition.handOver(ledgers)).toList();
        handedOver = new CountBatch(partitions.iterator().next().log(), advances, ledgers, fold.changes());
    }

    /** Has the store apply what was handed over. */
    public ApplyResult write() {
        CountBatch batch = Objects.requireNonNull(handedOver, "not handed over");
        long started = System.nanoTime();
        try {
            return partitions.iterator().next().store().apply(batch);
        } finally {
            size.learn(fold.changes().size(), System.nanoTime() - started);
        }
    }

    /** The store has applied it. */
    public void applied() {
        Iterator<CountBatch.Advance> advances = Objects.requireNonNull(handedOver, "not handed over").advances().iterator();
        partitions.forEach(partition -> partition.applied(advances.next()));
    }

    /** Has the store apply it, and the partitions step forward if it did. */
    public ApplyResult apply() {
        handOver();
        ApplyResult result = write();
        if (result instanceof ApplyResult.Applied) {
            applied();
        }
        return result;
    }
}
