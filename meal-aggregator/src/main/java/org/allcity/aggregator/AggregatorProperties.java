package org.allcity.aggregator;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the aggregator; defaults and what they are for stand in {@code meal-aggregator.yaml}.
 *
 * @param threads consumers in this process; more than partitions are idle
 * @param sharePartitions whether members of a classic group share the city's partitions; else one counts all of them and the others stand ready
 * @param batchRecordsMax records of one poll
 * @param ledgersCachedMax ledgers kept in the heap, of all owned partitions together; 0 for as many as a third of it holds
 * @param storeTimeout how long one call of the store may take
 * @param groupId Kafka's consumer group, whose members share the partitions
 * @param verifyEvery how often the counts are compared with a recount of the log; zero for never
 * @param groupProtocol Kafka's group protocol: classic or consumer
 */
@ConfigurationProperties("meals.aggregator")
public record AggregatorProperties(
        @DefaultValue("1") int threads,
        @DefaultValue("false") boolean sharePartitions,
        @DefaultValue("50000") int batchRecordsMax,
        @DefaultValue("0") int ledgersCachedMax,
        @DefaultValue("500000") int ledgersBehindMax,
        @DefaultValue("2s") Duration storeTimeout,
        @DefaultValue("") String groupId,
        @DefaultValue("24h") Duration verifyEvery,
        @DefaultValue("classic") String groupProtocol) {

    /** What one takes of the heap, or less. */
    private static final int LEDGER_BYTES = 1024;

    public AggregatorProperties {
        expectAtLeast("threads", threads, 1);
        expectAtLeast("batch-records-max", batchRecordsMax, 1);
        expectAtLeast("ledgers-cached-max", ledgersCachedMax, 0);
        expectAtLeast("ledgers-behind-max", ledgersBehindMax, 1);
        if (storeTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("meals.aggregator.store-timeout: " + storeTimeout + " (expected: >= 1ms)");
        }
        if (groupId.isBlank()) {
            throw new IllegalArgumentException("meals.aggregator.group-id: none (expected: the name of a consumer group)");
        }
        if (verifyEvery.isNegative()) {
            throw new IllegalArgumentException("meals.aggregator.verify-every: " + verifyEvery + " (expected: >= 0)");
        }
        if (!groupProtocol.equals("classic") && !groupProtocol.equals("consumer")) {
            throw new IllegalArgumentException(
                    "meals.aggregator.group-protocol: " + groupProtocol + " (expected: classic or consumer)");
        }
        if (threads > 1 && groupProtocol.equals("classic") && !sharePartitions) {
            throw new IllegalArgumentException("meals.aggregator.threads: " + threads
                    + " (expected: 1, or share-partitions: true, or all but one would have nothing to do)");
        }
    }

    /** Ledgers that each of the threads may keep in the heap. */
    public int ledgersCachedPerThread() {
        long all = ledgersCachedMax > 0 ? ledgersCachedMax : Runtime.getRuntime().maxMemory() / 3 / LEDGER_BYTES;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, all / threads));
    }

    private static void expectAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("meals.aggregator." + name + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
