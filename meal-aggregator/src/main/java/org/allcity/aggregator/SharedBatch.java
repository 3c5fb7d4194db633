package org.allcity.aggregator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.allcity.aggregator.PartitionFold.RefusedFact;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountChanges;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Facts;
import org.allcity.counts.Fold;

/**
 * The batch that partitions of one thread share: what they change in one count is added up before it is written. Used again and again;
 * not for several threads.
 */
public final class SharedBatch {

    /**
     * A batch is as large as the store takes in about this time, or a little more when it has to wait for others: the larger, the more
     * changes of one count are added up before they are written, but for so long nobody else is served. How many changes that are
     * depends on how far they are spread. Batches grow so large only while there is much to catch up with.
     */
    private static final long WRITING_NANOS = Duration.ofMillis(250).toNanos();

    private static final int CHANGES_AT_FIRST = 8_000;
    private static final int CHANGES_LEAST = 1_000;
    private static final int CHANGES_MOST = 400_000;

    private final Fold fold = new Fold(new CountChanges());
    private final Set<PartitionFold> partitions = new LinkedHashSet<>();

    private int changesMax = CHANGES_AT_FIRST;

    /** Starts with nothing, whatever became of the batch before. */
    public void clear() {
        fold.changes().clear();
        partitions.clear();
    }

    /**
     * Folds facts of a partition, in the order of the log. It changes the partition's ledgers: unless the batch is applied,
     * the partition has to start anew.
     *
     * @param partition of the same log and store as the others
     * @param to position after the last record
     * @return facts that do not count
     */
    public List<RefusedFact> add(PartitionFold partition, Facts facts, long to) {
        partition.fetchLedgers(facts);
        partitions.add(partition);
        return partition.fold(fold, facts, to);
    }

    public boolean isEmpty() {
        return partitions.isEmpty();
    }

    /** Whether it should be written before more is added. */
    public boolean isFull() {
        return fold.changes().size() >= changesMax;
    }

    /** Has the store apply it, and the partitions step forward if it did. */
    public ApplyResult apply() {
        PartitionFold any = partitions.iterator().next();
        List<DinerLedger> written = new ArrayList<>();
        List<CountBatch.Advance> advances =
                partitions.stream().map(partition -> partition.advance(written)).toList();
        long started = System.nanoTime();
        ApplyResult result = any.store().apply(new CountBatch(any.log(), advances, written, fold.changes()));
        if (result instanceof ApplyResult.Applied) {
            partitions.forEach(PartitionFold::applied);
            learnSize(System.nanoTime() - started);
        }
        return result;
    }

    private void learnSize(long tookNanos) {
        if (tookNanos > WRITING_NANOS) {
            changesMax = Math.max(CHANGES_LEAST, changesMax * 3 / 4);
        } else if (isFull() && 2 * tookNanos < WRITING_NANOS) {
            changesMax = Math.min(CHANGES_MOST, changesMax * 3 / 2);
        }
    }
}
