package org.allcity.aggregator.kafka;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.counts.LogId;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** The topic that the counts are a view of. */
final class EventLog {

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
     * Asks Kafka which log this topic is now.
     *
     * @throws KafkaException when it does not answer, or has no such topic (yet)
     */
    LogId identity() {
        try {
            String cluster = admin.describeCluster().clusterId().get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
            TopicDescription description = admin.describeTopics(Set.of(topic))
                    .allTopicNames()
                    .get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            return new LogId(cluster, description.topicId().toString(), description.partitions().size());
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("topic " + topic + " could not be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while looking up topic " + topic, e);
        }
    }

}
