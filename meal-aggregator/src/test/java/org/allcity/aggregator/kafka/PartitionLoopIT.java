package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.StopCause;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountView;
import org.allcity.counts.LogId;
import org.allcity.counts.Measure;
import org.allcity.counts.NewView;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.memory.InMemoryCountStores;
import org.allcity.schema.MealFact;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a real broker, with a store whose failures the test decides. */
@Tag("kafka")
class PartitionLoopIT {

    private static final int PARTITIONS = 3;
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Invariant I3: within this time a stop shows. */
    private static final Duration ALARM = Duration.ofSeconds(10);
    private static TestServer broker;
    private static Admin admin;

    private final InMemoryCountStore counts = new InMemoryCountStore();
    private final InMemoryCountStores views = new InMemoryCountStores(counts);
    private final SwitchableStores store = new SwitchableStores(views);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AggregatorMetrics metrics = new AggregatorMetrics(meters);
    private final List<Runnable> closing = new ArrayList<>();
    private volatile String storeDanger = "";
    private String topic = "";
    private Watch watch;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = TestServers.kafka(folder);
        broker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        topic = "meal-events." + UUID.randomUUID();
        admin.createTopics(List.of(
                        new NewTopic(topic, PARTITIONS, (short) 1), new NewTopic(topic + ".rejected", 1, (short) 1)))
                .all()
                .get();
        producer = producer(Map.of());
        watch = new Watch(
                new EventLog(admin, topic),
                () -> Optional.of(storeDanger).filter(danger -> !danger.isEmpty()),
                metrics);
        watch.start();
    }

    @AfterEach
    void closeLoops() {
        watch.stop();
        closing.forEach(Runnable::run);
        producer.close();
    }

    @Test
    void countsEveryFactOfEveryPartitionOnce() throws Exception {
        startLoop(store);

        send(facts(0, 200));

        awaitMeals(200);
        assertThat(polledLess("applied", "rejected", "given.back")).isZero();
    }

    @Test
    void goesOnFromTheStoredPositionWhenStartedAgain() throws Exception {
        Runnable stop = startLoop(store);
        send(facts(0, 50));
        awaitMeals(50);
        stop.run();
        send(facts(50, 90));

        startLoop(store);

        awaitMeals(90);
    }

    @Test
    void keepsUnreadableRecordsOnTheRejectedTopicAndGoesOn() throws Exception {
        startLoop(store);
        MealFact fact = AvroFacts.served(1, 1);
        int right = AvroFacts.partition(fact, PARTITIONS);
        byte[] key = fact.getDiner().bytes();
        byte[] value = AvroFacts.value(fact);
        byte[] otherSchema = value.clone();
        otherSchema[3] ^= 1;
        byte[] cut = java.util.Arrays.copyOf(value, value.length / 2);
        MealFact invalid = AvroFacts.served(1, 2);
        invalid.setServings(21);
        MealFact late = AvroFacts.served(1, 3);
        late.setServiceDate(AvroFacts.DAY.minusDays(46));

        send(List.of(
                new ProducerRecord<>(topic, right, key, "garbage".getBytes(StandardCharsets.UTF_8)),
                new ProducerRecord<>(topic, right, key, null),
                new ProducerRecord<>(topic, right, key, new byte[900_000]),
                new ProducerRecord<>(topic, right, key, otherSchema),
                new ProducerRecord<>(topic, right, key, cut),
                new ProducerRecord<>(topic, right, null, value),
                new ProducerRecord<>(topic, (right + 1) % PARTITIONS, key, value),
                new ProducerRecord<>(topic, right, key, AvroFacts.value(invalid)),
                new ProducerRecord<>(topic, right, key, AvroFacts.value(late)),
                new ProducerRecord<>(topic, right, key, value)));

        awaitMeals(1);
        await().atMost(SOON).untilAsserted(() -> assertThat(polledLess("applied", "rejected", "given.back")).isZero());
        assertThat(rejectedReasons()).containsExactlyInAnyOrder(
                "not_avro", "no_value", "not_avro", "unknown_schema", "malformed", "key_differs", "wrong_partition",
                "invalid", "too_late");
    }

    @Test
    void waitsWithRecordsThatCannotBeKeptAndCountsTheOtherPartitionsMeanwhile() throws Exception {
        admin.deleteTopics(List.of(topic + ".rejected")).all().get();
        for (int i = 0; i < 40; i++) {
            producer.send(new ProducerRecord<>(topic, i % 2, AvroFacts.served(1, 1).getDiner().bytes(), new byte[] {1})).get();
        }
        send(facts(0, 60));

        startLoop(store);

        long ofTwo = facts(0, 60).stream().filter(fact -> fact.partition() == 2).count();
        await().atMost(ALARM).untilAsserted(() -> assertThat(counts.position(2)).hasValueSatisfying(
                position -> assertThat(position.next()).isEqualTo(ofTwo)));
        assertThat(counts.position(0).map(StoredPosition::next).orElse(0L)).isZero();
        assertThat(counts.position(1).map(StoredPosition::next).orElse(0L)).isZero();

        admin.createTopics(List.of(new NewTopic(topic + ".rejected", 1, (short) 1))).all().get();
        awaitMeals(60);
        await().atMost(SOON).untilAsserted(() -> assertThat(polledLess("applied", "rejected", "given.back")).isZero());
        assertThat(rejectedReasons()).hasSize(40);
        assertThat(meters.get("meals.aggregator.seeks").tag("cause", "rejected_topic_unavailable").counter().count()).isPositive();
    }

    @Test
    void leavesOutTheRecordsOfAnAbortedTransaction() throws Exception {
        startLoop(store);
        try (KafkaProducer<byte[], byte[]> transactional =
                producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "rogue-" + topic))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            facts(0, 20).forEach(transactional::send);
            transactional.abortTransaction();
            transactional.beginTransaction();
            facts(20, 25).forEach(transactional::send);
            transactional.commitTransaction();
        }

        awaitMeals(5);
        send(facts(25, 30));
        awaitMeals(10);
    }

    @Test
    void waitsForAStoreThatIsAwayAndKeepsItsPlaceInTheGroup() throws Exception {
        startLoop(store);
        send(facts(0, 10));
        awaitMeals(10);
        store.away(true);
        send(facts(10, 40));
        await().atMost(SOON).until(() -> meters.get("meals.aggregator.given.back").counter().count() > 0);
        assertThat(groupMembers()).isEqualTo(1);

        store.away(false);

        awaitMeals(40);
        assertThat(polledLess("applied", "rejected", "given.back")).isZero();
    }

    @Test
    void countsOnceWhenTheStoresAnswerIsLostAfterItDidItsWork() throws Exception {
        startLoop(store);
        store.loseAnswers(4);

        send(facts(0, 300));

        awaitMeals(300);
    }

    @Test
    void countsOnceWhenSeveralLoopsShareThePartitionsAndLeave() throws Exception {
        Runnable first = startLoop(store);
        send(facts(0, 100));
        Runnable second = startLoop(store);
        send(facts(100, 200));
        awaitMeals(200);
        first.run();
        send(facts(200, 300));
        awaitMeals(300);
        second.run();
        startLoop(store);
        send(facts(300, 310));

        awaitMeals(310);
    }

    @Test
    void stopsAPartitionWhoseRecordsAreGoneAndCountsTheOthers() throws Exception {
        List<ProducerRecord<byte[], byte[]>> facts = facts(0, 60);
        send(facts);
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1))).all().get();
        long elsewhere = facts.stream().filter(record -> record.partition() != 0).count();

        startLoop(store);

        awaitMeals(elsewhere);
        await().atMost(SOON).until(() -> stopped(StopCause.HOLE) == 1);
        assertThat(counts.position(0)).isEmpty();
    }

    @Test
    void stopsEveryPartitionWhenPartitionsWereAdded() throws Exception {
        Runnable stop = startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);
        stop.run();
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS + 1))).all().get();

        startLoop(store);

        await().atMost(SOON).until(() -> stopped(StopCause.LOG_DIFFERS) == PARTITIONS);
        assertThat(meals(counts)).isEqualTo(60);
    }

    @Test
    void stopsEveryPartitionWhenPartitionsAreAddedWhileItRuns() throws Exception {
        startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);

        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS + 1))).all().get();

        await().atMost(ALARM).until(() -> stopped(StopCause.LOG_DIFFERS) >= PARTITIONS);
        send(facts(60, 120));
        assertThat(meals(counts)).isEqualTo(60);
    }

    @Test
    void countsNothingOfATopicMadeAgainUnderTheSameNameThoughItIsLongerThanThePosition() throws Exception {
        startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);

        admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(SOON).ignoreExceptions().untilAsserted(() ->
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get());
        send(facts(1_000, 1_400));

        await().atMost(ALARM).until(() -> stopped(StopCause.LOG_DIFFERS) == PARTITIONS);
        assertThat(meals(counts)).isEqualTo(60);
    }

    @Test
    void saysThatThereIsNoLogWhenTheTopicIsDeleted() throws Exception {
        startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);
        await().atMost(SOON).until(() -> watch.log().isPresent());

        admin.deleteTopics(List.of(topic)).all().get();

        await().atMost(ALARM).until(() -> stopped(StopCause.LOG_GONE) == PARTITIONS);
        assertThat(meals(counts)).isEqualTo(60);
    }

    @Test
    void stopsWhileTheStoreMayDropWhatIsCountedAndGoesOnByItself() throws Exception {
        startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);

        storeDanger = "Redis: maxmemory-policy: allkeys-lru (expected: noeviction)";
        await().atMost(ALARM).until(() -> stopped(StopCause.STORE_UNSAFE) == PARTITIONS);
        send(facts(60, 90));
        assertThat(meals(counts)).isEqualTo(60);
        storeDanger = "";

        awaitMeals(90);
        assertThat(stopped(StopCause.STORE_UNSAFE)).isZero();
    }

    @Test
    void staysStoppedUntilTheRecordsThatItMetTheDamageWithAreCounted() throws Exception {
        startLoop(store);
        send(facts(0, 60));
        awaitMeals(60);

        store.damaged(true);
        send(facts(60, 90));
        await().atMost(ALARM).until(() -> stopped(StopCause.STORE_DAMAGED) == PARTITIONS);
        int attempts = store.damagedCalls();
        await().atMost(SOON).until(() -> store.damagedCalls() >= attempts + 2 * PARTITIONS);
        assertThat(stopped(StopCause.STORE_DAMAGED)).isEqualTo(PARTITIONS);
        store.damaged(false);

        awaitMeals(90);
        await().atMost(SOON).until(() -> stopped(StopCause.STORE_DAMAGED) == 0);
    }

    @Test
    void goesOnInAnotherViewOnceItIsSwitchedTo() throws Exception {
        startLoop(store);
        send(facts(0, 40));
        awaitMeals(40);
        try (NewView built = views.build().orElseThrow()) {
            LogId log = new EventLog(admin, topic).identity().orElseThrow();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                built.store().apply(new CountBatch(log, partition, 0, 0, Instant.EPOCH, Map.of(), Map.of()));
            }
            // Nothing of it is counted in the new view, as if the log went no further.
            assertThat(built.goLive(PARTITIONS, Set.of(0, 1, 2))).isInstanceOf(NewView.SwitchResult.Switched.class);
        }

        send(facts(40, 80));

        await().atMost(SOON).untilAsserted(() -> assertThat(meals(views)).isEqualTo(80));
        assertThat(meters.get("meals.aggregator.seeks").tag("cause", "view_switched").counter().count()).isPositive();
        assertThat(meals(counts)).isEqualTo(40);
        assertThat(polledLess("applied", "rejected", "given.back")).isZero();
    }

    /** Never far behind: what each poll brings is counted before the next. */
    long farBehind() {
        return Long.MAX_VALUE;
    }

    private Runnable startLoop(CountStores stores) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "group-" + topic);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 17);
        KafkaProducer<byte[], byte[]> rejectedProducer = producer(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500));
        PartitionLoop loop = new PartitionLoop(
                values -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), values),
                new EventLog(admin, topic),
                watch,
                stores,
                new RejectedRecords(rejectedProducer, topic + ".rejected"),
                metrics,
                () -> BatchTracing.NONE,
                20,
                100,
                farBehind());
        Thread thread = new Thread(loop, "loop-under-test");
        thread.start();
        Runnable stop = () -> {
            loop.close();
            try {
                thread.join(SOON.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).isFalse();
            rejectedProducer.close();
        };
        closing.add(stop);
        return stop;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<ProducerRecord<byte[], byte[]>> facts(int from, int to) {
        List<ProducerRecord<byte[], byte[]>> facts = new ArrayList<>();
        for (int order = from; order < to; order++) {
            facts.add(AvroFacts.record(topic, PARTITIONS, AvroFacts.served(order % 37, order)));
        }
        return facts;
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        for (ProducerRecord<byte[], byte[]> record : records) {
            producer.send(record).get();
        }
    }

    private void awaitMeals(long expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(meals(counts)).isEqualTo(expected));
    }

    private static long meals(CountView view) {
        return view.meals(AvroFacts.DAY, AvroFacts.DAY, "330100", AreaLevel.DISTRICT).cells().stream()
                .filter(cell -> cell.measure() == Measure.MEALS)
                .mapToLong(CountView.MealCell::count)
                .sum();
    }

    private double polledLess(String... others) {
        double left = meters.get("meals.aggregator.polled").counter().count();
        for (String other : others) {
            left -= meters.find("meals.aggregator." + other).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }
        return left;
    }

    private double stopped(StopCause cause) {
        return meters.get("meals.aggregator.partitions.stopped")
                .tag("cause", cause.name().toLowerCase(java.util.Locale.ROOT))
                .gauge()
                .value();
    }

    private int groupMembers() throws Exception {
        return admin.describeConsumerGroups(Set.of("group-" + topic))
                .describedGroups()
                .get("group-" + topic)
                .get()
                .members()
                .size();
    }

    private List<String> rejectedReasons() {
        Map<String, Object> config = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
        TopicPartition partition = new TopicPartition(topic + ".rejected", 0);
        List<String> reasons = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
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
}
