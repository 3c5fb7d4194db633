package org.allcity.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Where a topic ends: what a reader must have counted to have counted everything. */
final class LogEnd {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private LogEnd() {
    }

    /** The last record of each partition that has any, as {@code 3:18841}. */
    static List<String> lastRecords(String bootstrapServers, String topic) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Map<TopicPartition, OffsetSpec> ends = get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic)
                    .partitions().stream()
                    .collect(Collectors.toMap(info -> new TopicPartition(topic, info.partition()), info -> OffsetSpec.latest()));
            return get(admin.listOffsets(ends).all()).entrySet().stream()
                    .filter(end -> end.getValue().offset() > 0)
                    .map(end -> end.getKey().partition() + ":" + (end.getValue().offset() - 1))
                    .sorted()
                    .toList();
        }
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not say where its log ends: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka does not say within " + ANSWER_MAX + " where its log ends", e);
        }
    }
}
