package org.allcity.counts;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What some records of the log change: of one partition or of several, which are written together or not at all.
 *
 * @param log the log that the positions belong to
 * @param advances by how much it moves which partitions; each partition once
 * @param ledgers ledgers as they are after the batch; not changed until the batch is applied
 * @param changes what to add to each count; not changed until the batch is applied
 */
public record CountBatch(LogId log, List<Advance> advances, Collection<DinerLedger> ledgers, CountChanges changes) {

    public CountBatch {
        advances = List.copyOf(advances);
        Set<Integer> partitions = new HashSet<>();
        for (Advance advance : advances) {
            if (advance.partition() >= log.partitions() || !partitions.add(advance.partition())) {
                throw new IllegalArgumentException("partition: " + advance.partition() + " (expected: one of " + log.partitions()
                        + ", once each)");
            }
        }
    }

    /** A batch of one partition, with all ledgers that it changes. */
    public CountBatch(
            LogId log,
            int partition,
            long from,
            long to,
            Instant latestReceivedAt,
            Map<DinerId, DinerLedger> ledgers,
            Map<CountKey, Long> changes) {
        this(
                log,
                List.of(new Advance(partition, from, to, to, latestReceivedAt.toEpochMilli())),
                List.copyOf(ledgers.values()),
                CountChanges.of(changes));
    }

    /**
     * How far a partition moves.
     *
     * @param partition its number, from 0
     * @param from position before its first record; where the log begins for the first batch
     * @param to position after its last record; offsets have holes, so this is not the last offset plus one
     * @param ledgersFrom once the batch is applied, every ledger that the store keeps knows all records before this position
     * @param latestReceivedAtMillis the greatest {@code receivedAt} of its facts and of some before, since 1970; 0 without any
     */
    public record Advance(int partition, long from, long to, long ledgersFrom, long latestReceivedAtMillis) {

        public Advance {
            if (partition < 0 || from < 0 || to < from || ledgersFrom < 0 || ledgersFrom > to) {
                throw new IllegalArgumentException("partition " + partition + ": " + from + " to " + to + ", ledgers from "
                        + ledgersFrom + " (expected: 0 <= from <= to, ledgers from at most to)");
            }
        }
    }
}
