package org.allcity.counts;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps ledgers and counts together with the position in the log that they are exact up to: one view of the log, for as long as no
 * other has taken its place. Every method may throw {@link StoreUnavailableException}; the outcome of {@link #apply} is unknown then
 * and told by {@link #position}. Ledgers of a view that was replaced may be gone: a batch made of them is refused.
 */
public interface CountStore {

    /**
     * Writes the ledgers, adds the changes and moves all the batch's positions, all in one step; or does nothing, unless the store is
     * a view of the same log and stands, in each of the batch's partitions, where the batch starts. A store that holds nothing stands
     * at 0.
     *
     * @throws StoreDamagedException when a count is no number or would fall below zero; nothing was written
     */
    ApplyResult apply(CountBatch batch);

    /**
     * Where the counts stand in a partition; empty when nothing of it was ever applied.
     *
     * @throws StoreUnavailableException also when another view has taken this one's place
     */
    Optional<StoredPosition> position(int partition);

    /** The ledgers of these diners, for the caller to change; an empty ledger for one that was never written. */
    Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners);
}
