package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can be done to the log itself. Where no right count can be made of it any more, partitions stop and say so. */
class LogFaultsIT {

    /** Invariant I3. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(90);

    private RedisProcess redis;
    private FaultedCity city;
    private AppProcess aggregator;
    private Admin admin;

    @BeforeEach
    void start() {
        redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
        city = FaultedCity.create(SharedKafka.get(), redis::port);
        admin = Admin.create(Map.of("bootstrap.servers", city.bootstrapServers()));
        List<String> settings = city.aggregatorSettings(redis.port());
        SharedJars.aggregator().archiveClasses(settings);
        aggregator = AppProcess.begin(SharedJars.aggregator(), settings);
        city.load().rate(300);
        aggregator.awaitStarted();
        await().atMost(SOON).until(() -> Snapshot.positions(redis.port(), city.city()).size() == FaultedCity.PARTITIONS);
    }

    @AfterEach
    void end() {
        aggregator.close();
        admin.close();
        city.close();
        redis.close();
    }

    @Test
    @Tag("slow")
    void countsNothingOfATopicThatWasDeletedAndMadeAgain() throws Exception {
        city.proveExact("before the topic is deleted", 0, "-");
        city.load().rate(0);
        Snapshot before = Snapshot.of(redis.port(), city.city(), true);

        admin.deleteTopics(List.of(city.topic())).all().get();
        awaitStopped("log_gone", FaultedCity.PARTITIONS, "all partitions stopped: LOG_GONE", 1);
        admin.createTopics(List.of(new NewTopic(city.topic(), FaultedCity.PARTITIONS, (short) 1))).all().get();
        city.load().burst(3_000);

        awaitStopped("log_differs", FaultedCity.PARTITIONS, "stopped: LOG_DIFFERS: .*; rebuild the counts", FaultedCity.PARTITIONS);
        assertUntouched(before, Set.of());
        FaultReport.add("topic deleted and made again", 1, city.seed(), 1, before.cells().size(), 0,
                "stopped{cause=log_gone}, then log_differs; one line", List.of());
    }

    @Test
    @Tag("slow")
    void stopsWhenPartitionsAreAddedAndCountsNothingMore() throws Exception {
        city.proveExact("before partitions are added", 0, "-");
        city.load().rate(0);
        Snapshot before = Snapshot.of(redis.port(), city.city(), true);

        admin.createPartitions(Map.of(city.topic(), NewPartitions.increaseTo(FaultedCity.PARTITIONS + 1))).all().get();
        city.load().burst(500);

        awaitStopped("log_differs", FaultedCity.PARTITIONS, "stopped: LOG_DIFFERS: .*; rebuild the counts", FaultedCity.PARTITIONS);
        // What came before the alarm was counted from the partitions that diners are in; nothing since.
        Snapshot alarmed = Snapshot.of(redis.port(), city.city(), true);
        city.load().burst(500);
        assertThat(alarmed.positions()).as("partitions").hasSameSizeAs(before.positions());
        await().during(Duration.ofSeconds(6)).atMost(SOON).untilAsserted(() -> assertUntouched(alarmed, Set.of()));
        FaultReport.add("partitions added", 1, city.seed(), 1, alarmed.cells().size(), 0,
                "stopped{cause=log_differs}; one line a partition", List.of());
    }

    @Test
    @Tag("slow")
    void stopsThePartitionWhoseRecordsWereDeletedPastThePositionAndGoesOnWithTheOthers() throws Exception {
        // Ended and not frozen: what a consumer has fetched already it may count.
        aggregator.process().kill9();
        SortedMap<Integer, Long> positions = new TreeMap<>(Snapshot.positions(redis.port(), city.city()));
        city.load().burst(2_000);
        city.truth().readLog();
        TopicPartition victim = new TopicPartition(city.topic(), 2);
        admin.deleteRecords(Map.of(victim, RecordsToDelete.beforeOffset(positions.get(2) + 20))).all().get();
        aggregator.beginAgain();
        aggregator.awaitStarted();

        awaitStopped("hole", 1, "stopped: HOLE: log begins at .*; restore the log's beginning", 1);
        SortedMap<Integer, Long> others = new TreeMap<>(city.truth().end());
        others.remove(2);
        await().atMost(SOON).until(() -> {
            SortedMap<Integer, Long> now = Snapshot.positions(redis.port(), city.city());
            return others.entrySet().stream().allMatch(end -> now.get(end.getKey()) >= end.getValue());
        });
        city.load().rate(0);
        Truth.Verdict verdict = city.truth().compareAll();
        FaultReport.add("records deleted past the position", 1, city.seed(), 1, verdict.cells(), verdict.wrong(),
                "stopped{cause=hole}; one line", List.of());
        assertThat(verdict.told()).isEmpty();
    }

    @Test
    void keepsRogueRecordsOutOfTheCountsAndOnTheRejectedTopicWithTheReason() throws Exception {
        int each = Faults.count(5, 60);
        SplittableRandom random = new SplittableRandom(city.seed());
        BadFacts facts = new BadFacts(city.city(), city.seed() + 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of());
                KafkaProducer<byte[], byte[]> transactional =
                        producer(Map.of("transactional.id", "rogue-" + city.city()))) {
            transactional.initTransactions();
            for (int i = 0; i < each; i++) {
                for (ProducerRecord<byte[], byte[]> rogue : rogues(facts, random)) {
                    producer.send(rogue).get();
                }
                transactional.beginTransaction();
                for (int j = 0; j < 20; j++) {
                    transactional.send(right(facts.next()));
                }
                transactional.flush();
                if (i % 2 == 0) {
                    transactional.abortTransaction();
                } else {
                    transactional.commitTransaction();
                }
            }
        }
        city.awaitFresh();

        city.proveExact("rogue records and aborted transactions", each * 8, "rejected{reason}; rejected topic; a line each");
        for (String reason : List.of("not_avro", "no_value", "unknown_schema", "malformed", "key_differs", "wrong_partition")) {
            assertThat(aggregator.metric("meals_aggregator_rejected_total", "reason=\"" + reason + "\""))
                    .as(reason)
                    .isGreaterThanOrEqualTo(each);
        }
        assertThat(rejectedReasons()).contains(
                "not_avro", "no_value", "unknown_schema", "malformed", "key_differs", "wrong_partition");
    }

    private List<ProducerRecord<byte[], byte[]>> rogues(BadFacts facts, SplittableRandom random) {
        ProducerRecord<byte[], byte[]> right = right(facts.next());
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        byte[] megabyte = new byte[1_000_000];
        random.nextBytes(megabyte);
        byte[] futureSchema = right.value().clone();
        futureSchema[3] ^= 1;
        byte[] cut = java.util.Arrays.copyOf(right.value(), right.value().length / 2);
        int elsewhere = (right.partition() + 1) % FaultedCity.PARTITIONS;
        return List.of(
                new ProducerRecord<>(city.topic(), right.partition(), right.key(), noise),
                new ProducerRecord<>(city.topic(), right.partition(), right.key(), megabyte),
                new ProducerRecord<>(city.topic(), right.partition(), right.key(), null),
                new ProducerRecord<>(city.topic(), right.partition(), right.key(), futureSchema),
                new ProducerRecord<>(city.topic(), right.partition(), right.key(), cut),
                new ProducerRecord<>(city.topic(), right.partition(), null, right.value()),
                new ProducerRecord<>(city.topic(), elsewhere, right.key(), right.value()));
    }

    private ProducerRecord<byte[], byte[]> right(MealFact fact) {
        byte[] key = fact.getDiner().bytes();
        int partition = Load.partition(key, FaultedCity.PARTITIONS);
        return new ProducerRecord<>(city.topic(), partition, key, Load.value(fact));
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new java.util.HashMap<>(more);
        config.put("bootstrap.servers", city.bootstrapServers());
        config.put("acks", "all");
        config.put("max.request.size", 2_000_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Set<String> rejectedReasons() {
        TopicPartition partition = new TopicPartition(city.topic() + ".rejected", 0);
        Set<String> reasons = new java.util.HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", city.bootstrapServers()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    reasons.add(new String(record.headers().lastHeader("reason").value(), StandardCharsets.UTF_8));
                }
            }
        }
        return reasons;
    }

    /** Within ten seconds a metric and as many lines say which partitions stopped and what to do; the lines are not repeated. */
    private void awaitStopped(String cause, int partitions, String line, int lines) {
        await().atMost(TOLD_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> aggregator.metric("meals_aggregator_partitions_stopped", "cause=\"" + cause + "\"") >= partitions
                        && aggregator.process().lines(line).size() >= lines);
        assertThat(aggregator.process().lines(line)).hasSize(lines);
    }

    private void assertUntouched(Snapshot before, Set<Integer> butPartitions) {
        Snapshot now = Snapshot.of(redis.port(), city.city(), true);
        List<Integer> moved = new ArrayList<>();
        now.positions().forEach((partition, next) -> {
            if (!next.equals(before.positions().get(partition))) {
                moved.add(partition);
            }
        });
        assertThat(moved).as("partitions counted on").containsExactlyInAnyOrderElementsOf(butPartitions);
        assertThat(now.cells()).isEqualTo(before.cells());
    }
}
