package org.allcity.aggregator.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions to one member of a group, and to another one only when it is gone: two that share a city write nearly as many
 * hashes each, and make Redis's one core do the work twice. Members that own nothing stand ready. Made by Kafka's client, by name.
 */
public final class OneCounts implements ConsumerPartitionAssignor {

    /** Of several members that own partitions the one with most of them, and of these the one that got them last. */
    private static final Comparator<Map.Entry<String, Subscription>> FIT = Comparator
            .<Map.Entry<String, Subscription>>comparingInt(member -> member.getValue().ownedPartitions().size())
            .thenComparing(member -> member.getValue().generationId().orElse(-1))
            // Whoever of the group decides, decides the same.
            .thenComparing(Map.Entry::getKey);

    @Override
    public String name() {
        return "one-counts";
    }

    /** Not the eager one: a member would have given up what it owns before it is asked, and each one that joins might become the one that counts. */
    @Override
    public List<RebalanceProtocol> supportedProtocols() {
        return List.of(RebalanceProtocol.COOPERATIVE);
    }

    /** What others own is left out; they give it up and ask again, and it is given then. */
    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
        Map<String, Subscription> members = group.groupSubscription();
        String counting = members.entrySet().stream().max(FIT).orElseThrow().getKey();
        Set<TopicPartition> ofOthers = new HashSet<>();
        Set<String> topics = new TreeSet<>();
        members.forEach((member, subscription) -> {
            topics.addAll(subscription.topics());
            if (!member.equals(counting)) {
                ofOthers.addAll(subscription.ownedPartitions());
            }
        });
        // Two claim the same after one was thought dead: it stays with the one that counts.
        ofOthers.removeAll(members.get(counting).ownedPartitions());
        List<TopicPartition> given = new ArrayList<>();
        for (String topic : topics) {
            Integer partitions = metadata.partitionCountForTopic(topic);
            for (int partition = 0; partitions != null && partition < partitions; partition++) {
                TopicPartition one = new TopicPartition(topic, partition);
                if (!ofOthers.contains(one)) {
                    given.add(one);
                }
            }
        }
        Map<String, Assignment> assignments = new HashMap<>();
        members.keySet().forEach(member -> assignments.put(member, new Assignment(member.equals(counting) ? given : List.of())));
        return new GroupAssignment(assignments);
    }
}
