package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.allcity.aggregator.PartitionFold;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

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
        long bound = polledRecords < RECORDS_ENOUGH ? Long.MAX_VALUE : reachedByLast(consumer, assigned) + AHEAD_MAX_MILLIS;
        // Those that are not counted are paused for another reason.
        Map<Boolean, List<TopicPartition>> byAhead = assigned.stream()
                .filter(one -> one.fold() != null)
                .collect(Collectors.partitioningBy(
                        one -> reached(one) > bound, Collectors.mapping(AssignedPartition::partition, Collectors.toList())));
        if (anyWaits) {
            consumer.resume(byAhead.get(false));
        }
        anyWaits = !byAhead.get(true).isEmpty();
        if (anyWaits) {
            consumer.pause(byAhead.get(true));
        }
    }

    /** Of those that have more to count, and have come to records that count. */
    private static long reachedByLast(Consumer<byte[], byte[]> consumer, Collection<AssignedPartition> assigned) {
        return assigned.stream()
                .filter(one -> reached(one) > 0 && PartitionLoop.lag(consumer, one.partition()) > 0)
                .mapToLong(Abreast::reached)
                .min()
                .orElse(Long.MAX_VALUE - AHEAD_MAX_MILLIS);
    }

    private static long reached(AssignedPartition one) {
        PartitionFold fold = one.fold();
        return fold == null ? 0 : fold.latestReceivedAtMillis();
    }
}
