package org.allcity.aggregator.kafka;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.counts.LogId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
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
     * The same where there has to be one.
     *
     * @throws KafkaException when there is none, too
     */
    LogId expectedIdentity() {
        return identity().orElseThrow(() -> new KafkaException("topic " + topic + ": none (expected: there)"));
    }
}
