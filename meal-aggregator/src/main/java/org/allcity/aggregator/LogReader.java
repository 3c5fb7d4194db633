package org.allcity.aggregator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.allcity.counts.DinerId;
import org.allcity.counts.LogId;
import org.allcity.counts.recount.LoggedFact;

/**
 * Reads the log from position to position on its own, beside the consumers that count it. Every method may throw
 * {@link LogUnavailableException}. Not for several threads.
 */
public interface LogReader extends AutoCloseable {

    LogId identity();

    /** By partition, the first position that the log still has. */
    SortedMap<Integer, Long> beginnings();

    /** By partition, the position after the last record that can be read. */
    SortedMap<Integer, Long> ends();

    /** Which partition holds a diner's facts. */
    int partitionOf(DinerId diner);

    /**
     * Reads records of partitions, in the order of each.
     *
     * @param from by partition, where to start
     * @param to by the same partitions, where to end; the log reaches there
     * @param wanted ids of the diners whose facts to decode; other records are only counted
     * @param batches told of all records once, a batch of one partition after another
     */
    void read(Map<Integer, Long> from, Map<Integer, Long> to, Predicate<UUID> wanted, Consumer<LogBatch> batches);

    /**
     * When the first record at or after a position was received, by partition; without those whose answer does not come soon.
     *
     * @param positions by partition, each before the end
     */
    SortedMap<Integer, Instant> firstReceived(Map<Integer, Long> positions);

    @Override
    void close();

    /**
     * Records of one partition that follow one another.
     *
     * @param facts those that are facts; records that are rejected are left out
     * @param next position after the last record
     * @param records how many there were
     */
    record LogBatch(int partition, List<LoggedFact> facts, long next, int records) {}
}
