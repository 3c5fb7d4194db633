package org.allcity.counts;

/**
 * Which log the counts are a view of. Positions mean nothing in another: a topic deleted and created again, another cluster,
 * a changed number of partitions.
 *
 * @param cluster Kafka's cluster id
 * @param topic Kafka's topic id
 * @param partitions number of partitions
 */
public record LogId(String cluster, String topic, int partitions) {

    public LogId {
        if (cluster.isBlank() || topic.isBlank() || cluster.contains("/") || topic.contains("/")) {
            throw new IllegalArgumentException("log: " + cluster + "/" + topic + " (expected: two ids without /)");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
        }
    }

    @Override
    public String toString() {
        return cluster + "/" + topic + "/" + partitions;
    }
}
