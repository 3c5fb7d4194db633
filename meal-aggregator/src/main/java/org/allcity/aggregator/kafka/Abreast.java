package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.allcity.aggregator.PartitionFold;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Keeps partitions side by side in time while a long history is counted: one that is ahead waits for the others. A day of the city is some
 * thousands of hashes, which are written again by each batch that has any of it.
 */
final class Abreast {

    /** Little beside the days that a batch spans, and much beside any backlog but a history. */
    private static final long AHEAD_MAX_MILLIS = Duration.ofHours(12).toMillis();

    /** When a poll brings less, those who wait are what it lacks: nobody waits for a partition that does not get on. */
    private static final int RECORDS_ENOUGH = 1_000;

    private boolean anyWaits;

    /** Decides who waits in the next poll, from how far all were folded and how many records the last one brought. */
    void arrange(Consumer<byte[], byte[]> consumer, Collection<AssignedPartition> assigned, int polledRecords) {
        if (polledRecords < RECORDS_ENOUGH) {
            letAllGoOn(consumer, assigned);
            return;
        }
        long last = assigned.stream()
                .filter(one -> isCounted(one) && hasMore(consumer, one))
                .mapToLong(Abreast::reached)
                .min()
                .orElse(Long.MAX_VALUE - AHEAD_MAX_MILLIS);
        for (AssignedPartition one : assigned) {
            if (isCounted(one) && reached(one) > last + AHEAD_MAX_MILLIS) {
                consumer.pause(List.of(one.partition()));
                anyWaits = true;
            } else if (anyWaits && one.fold() != null) {
                consumer.resume(List.of(one.partition()));
            }
        }
    }

    /** Only partitions that are counted: others are paused for another reason. */
    private void letAllGoOn(Consumer<byte[], byte[]> consumer, Collection<AssignedPartition> assigned) {
        if (anyWaits) {
            assigned.stream().filter(one -> one.fold() != null).forEach(one -> consumer.resume(List.of(one.partition())));
            anyWaits = false;
        }
    }

    /** Whether it has come to records that count. */
    private static boolean isCounted(AssignedPartition one) {
        return reached(one) > 0;
    }

    private static long reached(AssignedPartition one) {
        PartitionFold fold = one.fold();
        return fold == null ? 0 : fold.latestReceivedAtMillis();
    }

    private static boolean hasMore(Consumer<byte[], byte[]> consumer, AssignedPartition one) {
        return consumer.assignment().contains(one.partition())
                && consumer.currentLag(one.partition()).orElse(0) > 0;
    }
}
