package org.allcity.aggregator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStore;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.Fold;
import org.allcity.counts.LogId;
import org.allcity.counts.Refusal;

/**
 * Turns the facts of one owned partition into batches for the store. Its position and its cached ledgers are true only while the
 * store stands at that position; whoever hears otherwise from the store starts a new one. Not for several threads.
 */
public final class PartitionFold {

    private final CountStore store;
    private final LogId log;
    private final int partition;
    private final Map<DinerId, DinerLedger> lastUsed;
    private long position;

    /**
     * Starts at the store's position.
     *
     * @param ledgersMax ledgers to keep between batches
     */
    public PartitionFold(CountStore store, LogId log, int partition, long position, int ledgersMax) {
        this.store = store;
        this.log = log;
        this.partition = partition;
        this.position = position;
        this.lastUsed = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<DinerId, DinerLedger> eldest) {
                return size() > ledgersMax;
            }
        };
    }

    /** The log that positions belong to. */
    public LogId log() {
        return log;
    }

    /** Where the next batch starts. */
    public long position() {
        return position;
    }

    /** Folds facts, in the order of the log, into the batch that ends at a position; changes nothing yet. */
    public FoldedBatch fold(List<Fact> facts, long to) {
        Fold fold = new Fold(ledgersOf(facts));
        List<RefusedFact> refused = new ArrayList<>();
        for (int i = 0; i < facts.size(); i++) {
            int index = i;
            fold.add(facts.get(i)).ifPresent(refusal -> refused.add(new RefusedFact(index, refusal)));
        }
        return new FoldedBatch(fold.batch(log, partition, position, to), refused);
    }

    private Map<DinerId, DinerLedger> ledgersOf(List<Fact> facts) {
        Map<DinerId, DinerLedger> ledgers = new LinkedHashMap<>();
        Set<DinerId> missing = new LinkedHashSet<>();
        for (Fact fact : facts) {
            DinerLedger ledger = lastUsed.get(fact.diner());
            if (ledger != null) {
                ledgers.put(fact.diner(), ledger);
            } else {
                missing.add(fact.diner());
            }
        }
        if (!missing.isEmpty()) {
            ledgers.putAll(store.ledgers(missing));
        }
        return ledgers;
    }

    /** Has the store apply a batch, and steps forward if it did. */
    public ApplyResult apply(CountBatch batch) {
        ApplyResult result = store.apply(batch);
        if (result instanceof ApplyResult.Applied) {
            lastUsed.putAll(batch.ledgers());
            position = batch.to();
        }
        return result;
    }

    /**
     * A batch and what may not be in it.
     *
     * @param refused facts that do not count, by their index in the folded list
     */
    public record FoldedBatch(CountBatch batch, List<RefusedFact> refused) {}

    /** A fact that does not count, and why. */
    public record RefusedFact(int index, Refusal refusal) {}
}
