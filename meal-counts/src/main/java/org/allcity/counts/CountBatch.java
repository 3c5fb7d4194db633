package org.allcity.counts;

import java.time.Instant;
import java.util.Map;

/**
 * What the records of one partition from one position to the next change.
 *
 * @param log the log that the positions belong to
 * @param partition number of the partition, from 0
 * @param from position before the first record; where the log begins for the first batch
 * @param to position after the last record; offsets have holes, so this is not the last offset plus one
 * @param latestReceivedAt the greatest {@code receivedAt} of its facts; the epoch without any
 * @param ledgers the ledgers as they are after the batch
 * @param changes what to add to each count; no zeros
 */
public record CountBatch(
        LogId log,
        int partition,
        long from,
        long to,
        Instant latestReceivedAt,
        Map<DinerId, DinerLedger> ledgers,
        Map<CountKey, Long> changes) {

    public CountBatch {
        if (partition < 0 || partition >= log.partitions()) {
            throw new IllegalArgumentException("partition: " + partition + " (expected: one of " + log.partitions() + ")");
        }
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("positions: " + from + " to " + to + " (expected: 0 <= from <= to)");
        }
        ledgers = Map.copyOf(ledgers);
        changes = Map.copyOf(changes);
    }
}
