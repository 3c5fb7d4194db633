package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Rounds of a group as Kafka's coordinator has them: each member tells what it owns, and gets what it is to own. */
class OneCountsTest {

    private static final String TOPIC = "meal-events.330100";
    private static final int PARTITIONS = 12;

    private final Map<String, Subscription> group = new HashMap<>();

    @Test
    void givesAllToOneOfThoseThatBegin() {
        join("a");
        join("b");
        join("c");

        Map<String, List<TopicPartition>> given = assign();

        assertThat(given.values().stream().map(List::size)).containsExactlyInAnyOrder(PARTITIONS, 0, 0);
        assertThat(given.get("c")).containsExactlyElementsOf(partitions(0, PARTITIONS));
    }

    @Test
    void leavesAllWhereTheyAreWhoeverJoins() {
        own("b", 1, partitions(0, PARTITIONS));
        join("a");
        join("z");

        assertThat(assign()).containsEntry("b", partitions(0, PARTITIONS)).containsEntry("a", List.of()).containsEntry("z", List.of());
    }

    @Test
    void givesAllToAnotherWhenTheOneThatCountedIsGone() {
        own("a", 3, List.of());

        assertThat(assign()).containsExactly(Map.entry("a", partitions(0, PARTITIONS)));
    }

    @Test
    void takesFromThoseThatSharedBeforeItGives() {
        own("a", 7, partitions(0, 4));
        own("b", 7, partitions(4, 9));
        own("c", 7, partitions(9, PARTITIONS));

        Map<String, List<TopicPartition>> first = assign();
        // What somebody still owns is nobody else's: two would count the same for a moment, and one of them be refused.
        assertThat(first).containsEntry("a", List.of()).containsEntry("b", partitions(4, 9)).containsEntry("c", List.of());
        first.forEach((member, given) -> own(member, 8, given));

        assertThat(assign()).containsEntry("a", List.of()).containsEntry("b", partitions(0, PARTITIONS)).containsEntry("c", List.of());
    }

    @Test
    void believesTheLaterOfTwoThatClaimTheSame() {
        own("thought-dead", 4, partitions(0, PARTITIONS));
        own("counting", 5, partitions(0, PARTITIONS));

        assertThat(assign()).containsEntry("counting", partitions(0, PARTITIONS)).containsEntry("thought-dead", List.of());
    }

    @Test
    void givesNothingOfATopicThatIsNotThereYet() {
        group.put("a", new Subscription(List.of("meal-events.330200")));

        assertThat(assign()).containsExactly(Map.entry("a", List.of()));
    }

    private void join(String member) {
        group.put(member, new Subscription(List.of(TOPIC)));
    }

    private void own(String member, int generation, List<TopicPartition> owned) {
        group.put(member, new Subscription(List.of(TOPIC), null, owned, generation, Optional.empty()));
    }

    private Map<String, List<TopicPartition>> assign() {
        Node broker = new Node(1, "127.0.0.1", 9092);
        List<PartitionInfo> infos = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            infos.add(new PartitionInfo(TOPIC, partition, broker, new Node[] {broker}, new Node[] {broker}));
        }
        Cluster cluster = new Cluster("cluster", List.of(broker), infos, Set.of(), Set.of());
        Map<String, List<TopicPartition>> given = new HashMap<>();
        new OneCounts().assign(cluster, new GroupSubscription(group)).groupAssignment()
                .forEach((member, assignment) -> given.put(member, assignment.partitions()));
        return given;
    }

    private static List<TopicPartition> partitions(int from, int end) {
        return IntStream.range(from, end).mapToObj(partition -> new TopicPartition(TOPIC, partition)).toList();
    }
}
