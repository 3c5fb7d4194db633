package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.allcity.counts.LogId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topic that the counts are a view of. */
class EventLog {

    private static final int ANSWERED_WITHIN_SECONDS = 10;

    private final Admin admin;
    private final String topic;

    EventLog(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    String topic() {
        return topic;
    }

    /**
     * Asks Kafka which log this topic is now; empty when there is no such topic.
     *
     * @throws KafkaException when it does not answer
     */
    Optional<LogId> identity() {
        try {
            String cluster = admin.describeCluster().clusterId().get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
            TopicDescription description = admin.describeTopics(Set.of(topic))
                    .allTopicNames()
                    .get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return Optional.of(new LogId(cluster, description.topicId().toString(), description.partitions().size()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw new KafkaException("topic " + topic + " could not be looked up", e);
        } catch (TimeoutException e) {
            throw new KafkaException("topic " + topic + " could not be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while looking up topic " + topic, e);
        }
    }

    /**
     * Asks Kafka how far these partitions reach, and how long they keep records.
     *
     * @throws KafkaException when it does not answer
     */
    Extent extent(Set<Integer> partitions) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        // To where a consumer of committed records may read.
        ListOffsetsOptions committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        var beginnings = admin.listOffsets(specs(partitions, OffsetSpec.earliest()), committed).all();
        var ends = admin.listOffsets(specs(partitions, OffsetSpec.latest()), committed).all();
        var configs = admin.describeConfigs(Set.of(resource)).all();
        return new Extent(offsets(answer(beginnings)), offsets(answer(ends)), retention(answer(configs).get(resource)));
    }

    private Map<TopicPartition, OffsetSpec> specs(Set<Integer> partitions, OffsetSpec spec) {
        return partitions.stream().collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), partition -> spec));
    }

    private static Map<Integer, Long> offsets(Map<TopicPartition, ListOffsetsResultInfo> infos) {
        return infos.entrySet().stream()
                .collect(Collectors.toMap(info -> info.getKey().partition(), info -> info.getValue().offset()));
    }

    private static Optional<Duration> retention(Config config) {
        long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
        boolean deletes = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(TopicConfig.CLEANUP_POLICY_DELETE);
        return deletes && millis >= 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("topic " + topic + " could not be looked at", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while looking at topic " + topic, e);
        }
    }

    /**
     * How far the log reaches.
     *
     * @param beginnings by partition, the first position that it still has
     * @param ends by partition, the position after the last record
     * @param retention how long records are kept; empty for ever
     */
    record Extent(Map<Integer, Long> beginnings, Map<Integer, Long> ends, Optional<Duration> retention) {}

    /**
     * The same where there has to be one.
     *
     * @throws KafkaException when there is none, too
     */
    LogId expectedIdentity() {
        return identity().orElseThrow(() -> new KafkaException("topic " + topic + ": none (expected: there)"));
    }
}
