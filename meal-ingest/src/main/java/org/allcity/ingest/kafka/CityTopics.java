package org.allcity.ingest.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.ingest.CityProperties;
import org.allcity.ingest.RefusedToStartException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the city's topics where missing, and refuses ones that are not as they must be. Never alters a topic. */
final class CityTopics {

    private static final Logger log = LoggerFactory.getLogger(CityTopics.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration UNREMARKABLE = Duration.ofSeconds(5);
    private static final long RETRY_DELAY_MS = 200;

    private final Admin admin;
    private final CityProperties city;
    private final String bootstrapServers;
    private final int replicasMin;

    /** @param replicasMin how many a topic that is there has to have at least */
    CityTopics(Admin admin, CityProperties city, String bootstrapServers, int replicasMin) {
        this.admin = admin;
        this.city = city;
        this.bootstrapServers = bootstrapServers;
        this.replicasMin = replicasMin;
    }

    /** Returns once all topics are there, waiting for Kafka itself for at most the given time. */
    void ensure(Duration wait) {
        long startedNanos = System.nanoTime();
        String reported = "";
        while (true) {
            String obstacle = obstacle();
            if (obstacle == null) {
                return;
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - startedNanos);
            if (waited.compareTo(wait) >= 0) {
                throw new RefusedToStartException("Kafka at " + bootstrapServers + " was not ready within " + wait + ": "
                        + obstacle + " (expected: as spring.kafka.bootstrap-servers, meals.kafka.replication-factor and"
                        + " meals.ingest.kafka-wait say)");
            }
            // A topic that was just created takes a moment to be seen: nothing to speak of.
            if (waited.compareTo(UNREMARKABLE) > 0 && !obstacle.equals(reported)) {
                log.warn("Waiting for Kafka. bootstrapServers={} cause={}", bootstrapServers, obstacle);
                reported = obstacle;
            }
            pause();
        }
    }

    /** What is in the way, for now; null if all is as it must be. Brokers that are starting refuse much for a while. */
    private @Nullable String obstacle() {
        try {
            List<NewTopic> missing = missingTopics();
            if (missing.isEmpty()) {
                return null;
            }
            create(missing);
            return "topics are created, but not seen yet";
        } catch (TimeoutException e) {
            return "no answer";
        } catch (ApiException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_DELAY_MS);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static RefusedToStartException interrupted() {
        Thread.currentThread().interrupt();
        return new RefusedToStartException("interrupted while waiting for Kafka");
    }

    /** Those that are not there; refuses if one is there and has another number of partitions. */
    private List<NewTopic> missingTopics() throws TimeoutException {
        Map<String, String> kept = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG, "-1",
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd",
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(city.kafka().minInsyncReplicas()));
        Map<String, String> compacted = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(city.kafka().minInsyncReplicas()));
        List<NewTopic> missing = new ArrayList<>();
        for (NewTopic topic : List.of(
                topic(city.eventsTopic(), city.kafka().partitions(), kept),
                topic(city.registryTopic(), 1, compacted),
                topic(city.rejectedTopic(), city.kafka().partitions(), kept))) {
            int found = partitionsOf(topic.name());
            if (found == 0) {
                missing.add(topic);
            } else if (found != topic.numPartitions() && !topic.name().equals(city.rejectedTopic())) {
                throw new RefusedToStartException("topic " + topic.name() + ": " + found + " partitions (expected: "
                        + topic.numPartitions() + (topic.name().equals(city.registryTopic())
                        ? ", so that registrations have one order)"
                        : ", as meals.kafka.partitions says; it can never be changed, or a diner's facts would be torn apart)"));
            }
        }
        return missing;
    }

    private NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return new NewTopic(name, partitions, city.kafka().replicationFactor()).configs(configs);
    }

    private void create(List<NewTopic> topics) throws TimeoutException {
        for (NewTopic topic : topics) {
            try {
                answer(admin.createTopics(List.of(topic)).all());
                log.info("Topic created. topic={} partitions={} replicationFactor={}",
                        topic.name(), topic.numPartitions(), topic.replicationFactor());
            } catch (TopicExistsException e) {
                // Another app or instance was faster: what it made is checked like any other.
                log.debug("Topic created by another. topic={}", topic.name());
            }
        }
    }

    /** 0 if there is no such topic. */
    private int partitionsOf(String topic) throws TimeoutException {
        try {
            TopicDescription description = answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
            expectReplicas(description);
            return description.partitions().size();
        } catch (UnknownTopicOrPartitionException e) {
            return 0;
        }
    }

    private void expectReplicas(TopicDescription topic) {
        int least = topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
        if (least < replicasMin) {
            throw new RefusedToStartException("topic " + topic.name() + ": replication factor " + least + " (expected: "
                    + replicasMin + " or more in production; add replicas with kafka-reassign-partitions)");
        }
    }

    private static <T> T answer(KafkaFuture<T> future) throws TimeoutException {
        try {
            return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }
}
