package org.allcity.counts.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;

/**
 * All that one view holds, read in pieces that are small enough to hold nobody up. Each piece is of one instant and tells the positions
 * of that instant. Every method may throw {@link StoreUnavailableException} or {@link StoreDamagedException}.
 */
public interface AuditedView {

    CellNames names();

    /** Where the view stands now, and of which log it is one. */
    Standing standing() throws ViewReplacedException;

    /**
     * Goes through all keys. One that is there from beginning to end is met; others may be, and one may be met twice.
     *
     * @param wanted keys of counts and of sets of points to read
     */
    void scan(Predicate<String> wanted, Consumer<HeldCounts> counts, Consumer<DinerId> ledgers) throws ViewReplacedException;

    /** Reads keys of counts, there or not. */
    List<HeldCounts> counts(Collection<String> keys) throws ViewReplacedException;

    /** Reads ledgers; those that are not there are left out. */
    List<HeldLedgers> ledgers(Collection<DinerId> diners) throws ViewReplacedException;

    /**
     * @param log as {@link org.allcity.counts.LogId#toString()} gives it; empty when nothing is stored
     * @param positions by partition
     */
    record Standing(String log, SortedMap<Integer, Long> positions) {}

    /**
     * What some keys held in one instant.
     *
     * @param counts by key, then by field; for a key without counts none
     * @param points by the key of a set, its members
     * @param strays what nobody writes: one line for each, with what was expected
     */
    record HeldCounts(
            SortedMap<Integer, Long> positions,
            Map<String, Map<String, Long>> counts,
            Map<String, Set<String>> points,
            List<String> strays) {}

    /**
     * What some ledgers were in one instant.
     *
     * @param ledgersFrom by partition, the position before which every ledger knows all records
     * @param asked whose they were to be
     * @param strays what stands where a ledger should and is none: by diner, one line
     */
    record HeldLedgers(
            SortedMap<Integer, Long> positions,
            SortedMap<Integer, Long> ledgersFrom,
            List<DinerId> asked,
            Map<DinerId, DinerLedger> ledgers,
            Map<DinerId, String> strays) {}
}
