package org.allcity.aggregator.kafka;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real group of real consumers. */
@Tag("kafka")
class OneCountsIT {

    private static final int PARTITIONS = 12;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final List<Class<?>> ONE = List.of(OneCounts.class, CooperativeStickyAssignor.class);
    private static final List<Class<?>> SHARES = List.of(CooperativeStickyAssignor.class);

    private static TestServer broker;

    private final String topic = "meal-events." + UUID.randomUUID();
    private final List<KafkaConsumer<byte[], byte[]>> members = new ArrayList<>();

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = TestServers.kafka(folder);
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
    }

    @AfterEach
    void leave() {
        members.forEach(KafkaConsumer::close);
    }

    @Test
    void oneOwnsAllPartitionsUntilItLeavesWhoeverElseJoins() {
        KafkaConsumer<byte[], byte[]> first = join(ONE);
        awaitOwned(PARTITIONS);
        KafkaConsumer<byte[], byte[]> second = join(ONE);
        KafkaConsumer<byte[], byte[]> third = join(ONE);
        awaitInGroup(first, second, third);
        awaitOwned(PARTITIONS, 0, 0);

        close(first);

        awaitOneOwnsAll(second, third);
    }

    @Test
    void allShareWhileAMemberKnowsNothingElse() {
        KafkaConsumer<byte[], byte[]> earlier = join(SHARES);
        awaitOwned(PARTITIONS);
        KafkaConsumer<byte[], byte[]> second = join(ONE);
        KafkaConsumer<byte[], byte[]> third = join(ONE);
        awaitOwned(PARTITIONS / 3, PARTITIONS / 3, PARTITIONS / 3);

        close(earlier);

        awaitOneOwnsAll(second, third);
    }

    private KafkaConsumer<byte[], byte[]> join(List<Class<?>> assignors) {
        KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address(),
                        ConsumerConfig.GROUP_ID_CONFIG, "group-" + topic,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 300,
                        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignors),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(List.of(topic));
        members.add(member);
        return member;
    }

    private void close(KafkaConsumer<byte[], byte[]> member) {
        members.remove(member);
        member.close();
    }

    private void awaitOneOwnsAll(KafkaConsumer<byte[], byte[]> one, KafkaConsumer<byte[], byte[]> other) {
        awaitInGroup(one, other);
        await().atMost(SOON).until(() -> Set.of(List.of(PARTITIONS, 0), List.of(0, PARTITIONS)).contains(owned()));
    }

    private void awaitOwned(Integer... partitions) {
        await().atMost(SOON).until(() -> owned().equals(List.of(partitions)));
    }

    /** Until all are in one generation of the group: before, nobody has decided for those that joined. */
    @SafeVarargs
    private void awaitInGroup(KafkaConsumer<byte[], byte[]>... expected) {
        await().atMost(SOON).until(() -> {
            owned();
            Set<Integer> generations = new TreeSet<>();
            for (KafkaConsumer<byte[], byte[]> member : expected) {
                generations.add(member.groupMetadata().generationId());
            }
            return generations.size() == 1 && !generations.contains(-1);
        });
    }

    /** How many partitions each owns, in the order in which they joined, once each has had its turn. */
    private List<Integer> owned() {
        members.forEach(member -> member.poll(Duration.ofMillis(50)));
        return members.stream().map(member -> member.assignment().size()).toList();
    }
}
