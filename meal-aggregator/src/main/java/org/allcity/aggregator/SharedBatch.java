package org.allcity.aggregator;

import java.util.ArrayList;
import java.util.List;
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

    private final Fold fold = new Fold(new CountChanges());
    private final List<PartitionFold> partitions = new ArrayList<>();

    /** Starts with nothing, whatever became of the batch before. */
    public void clear() {
        fold.changes().clear();
        partitions.clear();
    }

    /**
     * Folds facts of one more partition, in the order of the log. It changes the partition's ledgers: unless the batch is applied,
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

    /** Has the store apply it, and the partitions step forward if it did. */
    public ApplyResult apply() {
        PartitionFold any = partitions.get(0);
        List<DinerLedger> written = new ArrayList<>();
        List<CountBatch.Advance> advances =
                partitions.stream().map(partition -> partition.advance(written)).toList();
        ApplyResult result = any.store().apply(new CountBatch(any.log(), advances, written, fold.changes()));
        if (result instanceof ApplyResult.Applied) {
            partitions.forEach(PartitionFold::applied);
        }
        return result;
    }
}
