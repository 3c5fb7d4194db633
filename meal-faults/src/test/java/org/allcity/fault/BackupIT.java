package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups and how they are restored, step by step as docs/operating.md tells it. */
@Tag("slow")
class BackupIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
    private static final int FACTS_PER_SECOND = 200;
    private static final int FACTS_AFTER_A_COPY = 500;
    private static final String STOPPED = "meals_aggregator_partitions_stopped";

    @Test
    void goesOnFromRedisFilesThatWereCopiedWhileItWrote() {
        RunningCity running = RunningCity.take();
        int restores = Faults.count(1, 20);
        for (int i = 0; i < restores; i++) {
            RedisProcess lost = running.redis();
            List<Path> files = copyAppendOnlyFiles(lost);
            makeOlder(running);
            RedisProcess copy = RedisProcess.startOn(files, RedisProcess.APPEND_ONLY);
            // As a backup is tried, beside the living.
            Command.run(SharedJars.aggregator(), "verify", running.city().settingsOfAnyProtocol(copy.port())).expect(0);
            lost.close();
            running.switchTo(copy);
            running.city().awaitFresh();

            RedisProcess alsoLost = running.redis();
            Path snapshot = copySnapshot(alsoLost);
            makeOlder(running);
            running.aggregators().forEach(aggregator -> aggregator.app().process().kill9());
            alsoLost.close();
            RedisProcess restored = RedisProcess.startOn(List.of(snapshot), RedisProcess.SNAPSHOTS_ONLY);
            // Else the next start would look for an append-only file, find none and be empty.
            restored.ask(redis -> redis.configSet("appendonly", "yes"));
            await().atMost(SOON).until(() -> !says(restored, "aof_rewrite_in_progress:1") && says(restored, "aof_enabled:1"));
            restored.configure(RedisProcess.APPEND_ONLY);
            running.switchTo(restored);
            running.aggregators().forEach(aggregator -> aggregator.app().beginAgain());
            running.aggregators().forEach(aggregator -> aggregator.app().awaitStarted());
            running.city().awaitFresh();
        }

        running.proveExact("Redis restored from files that were copied while it wrote", 2 * restores, "seeks{cause=position_differs}");
    }

    /** More is counted than the copy knows. */
    private static void makeOlder(RunningCity running) {
        running.city().load().burst(FACTS_AFTER_A_COPY);
        running.city().awaitProgress(FaultedCity.PARTITIONS);
    }

    private static List<Path> copyAppendOnlyFiles(RedisProcess redis) {
        redis.ask(commands -> commands.configSet("auto-aof-rewrite-percentage", "0"));
        await().atMost(SOON).until(() -> says(redis, "aof_rewrite_in_progress:0"));
        Path copy = Faults.folder("redis-copy");
        try (Stream<Path> files = Files.list(redis.folder())) {
            // One file, or since Redis 7 a folder.
            return files.filter(file -> file.getFileName().toString().startsWith("appendonly"))
                    .map(file -> copied(file, copy))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            redis.ask(commands -> commands.configSet("auto-aof-rewrite-percentage", "100"));
        }
    }

    private static Path copySnapshot(RedisProcess redis) {
        redis.ask(RedisCommands::bgsave);
        await().atMost(SOON).until(() -> says(redis, "rdb_bgsave_in_progress:0") && says(redis, "rdb_last_bgsave_status:ok"));
        return copied(redis.snapshotFile(), Faults.folder("redis-copy"));
    }

    private static Path copied(Path file, Path folder) {
        Path copy = folder.resolve(file.getFileName());
        Faults.copy(file, copy);
        return copy;
    }

    private static boolean says(RedisProcess redis, String line) {
        return redis.ask(commands -> commands.info("persistence")).contains(line);
    }

    @Test
    void goesOnWithACopyOfAStoppedBrokersFolder() {
        try (Run run = new Run()) {
            SortedMap<Integer, Long> counted = run.countedToTheEnd();
            run.kafka.broker(0).process().term();
            run.kafka.broker(0).moveTo(run.kafka.broker(0).copyOfFolder());
            run.kafka.broker(0).start();
            run.city.load().rate(FACTS_PER_SECOND);
            run.city.awaitProgress(FaultedCity.PARTITIONS);
            run.city.awaitFresh();

            run.city.proveExact("broker goes on with a copy of its stopped self", 1, "waits for Kafka");
            assertThat(run.aggregator.metric(STOPPED, "")).isZero();
            assertThat(run.city.positions()).allSatisfy((partition, next) -> assertThat(next).isGreaterThan(counted.get(partition)));
        }
    }

    @Test
    void anOlderCopyOfTheLogIsFoundByVerifyAndCountedByARebuildEvenWhereItGrewPastTheCounts() throws Exception {
        try (Run run = new Run()) {
            run.countedToTheEnd();
            run.kafka.broker(0).process().term();
            Path older = run.kafka.broker(0).copyOfFolder();
            run.kafka.broker(0).start();
            run.city.load().rate(FACTS_PER_SECOND);
            run.city.awaitProgress(FaultedCity.PARTITIONS);
            SortedMap<Integer, Long> counted = run.countedToTheEnd();
            run.city.watch(false);

            run.kafka.broker(0).process().kill9();
            run.kafka.broker(0).moveTo(older);
            run.kafka.broker(0).start();
            run.aggregator.awaitMetric(STOPPED, "cause=\"beyond_end\"", 1, SOON);
            // Meanwhile terminals send on, until nothing tells by its position that records are gone.
            run.aggregator.process().term();
            growPast(run, counted);
            run.aggregator.beginAgain();
            run.aggregator.awaitStarted();
            await().atMost(SOON).until(() -> ahead(run.city.positions(), counted));
            assertThat(run.aggregator.metric(STOPPED, "")).isZero();

            Command.run(SharedJars.aggregator(), "verify", run.settings()).expect(1);
            Command.run(SharedJars.aggregator(), "rebuild", run.settings()).expect(0);
            Command.run(SharedJars.aggregator(), "verify", run.settings()).expect(0);
            try (Truth truth = run.city.truthOf(run.redis)) {
                Truth.Verdict verdict = truth.compareAll();
                FaultReport.add("log restored from an older copy, then rebuild", 1, run.city.seed(), 1, verdict.cells(), verdict.wrong(),
                        "stopped{cause=beyond_end}; verify", List.of());
                assertThat(verdict.told()).isEmpty();
                assertThat(verdict.facts()).isPositive();
            }
        }
    }

    private static void growPast(Run run, SortedMap<Integer, Long> counted) throws Exception {
        BadFacts facts = new BadFacts(run.city.city(), run.city.seed() + 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(run.kafka)) {
            SortedMap<Integer, Long> ends = new TreeMap<>();
            while (!ahead(ends, counted)) {
                MealFact fact = facts.next();
                byte[] key = fact.getDiner().bytes();
                int partition = Load.partition(key, FaultedCity.PARTITIONS);
                long offset = producer.send(new ProducerRecord<>(run.city.topic(), partition, key, Load.value(fact))).get().offset();
                ends.put(partition, offset);
            }
        }
    }

    private static boolean ahead(SortedMap<Integer, Long> now, SortedMap<Integer, Long> then) {
        return then.entrySet().stream().allMatch(one -> now.getOrDefault(one.getKey(), 0L) > one.getValue());
    }

    @Test
    void countsALogThatWasMirroredIntoANewClusterByARebuild() throws Exception {
        try (Run run = new Run();
                KafkaProcesses other = KafkaProcesses.start(1)) {
            run.countedToTheEnd();
            run.city.proveExact("before the cluster is lost", 0, "-");
            run.countedToTheEnd();
            FaultedCity.createTopics(other, run.city.city());
            mirror(run.kafka, other, run.city.topic());
            run.city.watch(false);
            run.aggregator.process().term();
            run.kafka.close();
            Snapshot before = Snapshot.of(run.redis.port(), run.city.city(), true);

            List<String> settings = run.settingsFor(other);
            try (AppProcess aggregator = AppProcess.begin(SharedJars.aggregator(), settings)) {
                aggregator.awaitStarted();
                aggregator.awaitMetric(STOPPED, "cause=\"log_differs\"", FaultedCity.PARTITIONS, TOLD_WITHIN);
                assertThat(Snapshot.of(run.redis.port(), run.city.city(), true).cells()).isEqualTo(before.cells());

                Command.run(SharedJars.aggregator(), "rebuild", settings).expect(0);

                await().atMost(SOON).until(() -> aggregator.metric(STOPPED, "") == 0);
                assertThat(Snapshot.of(run.redis.port(), run.city.city(), true).cells()).isEqualTo(before.cells());
                try (FaultedCity restored = FaultedCity.on(other, run.redis::port, run.city.city())) {
                    restored.load().rate(FACTS_PER_SECOND);
                    restored.awaitProgress(FaultedCity.PARTITIONS);
                    restored.awaitFresh();
                    restored.proveExact("log mirrored into a new cluster, then rebuild", 1, "stopped{cause=log_differs}");
                }
            }
        }
    }

    /** As mirroring tools do it: each record into the partition of the same number, in order, its bytes as they are. */
    private static void mirror(KafkaProcesses from, KafkaProcesses to, String topic) {
        List<TopicPartition> partitions =
                IntStream.range(0, FaultedCity.PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)).toList();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", from.bootstrapServers(), "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = producer(to)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            BooleanSupplier all = () -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            while (!all.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    producer.send(new ProducerRecord<>(
                            topic, record.partition(), record.timestamp(), record.key(), record.value(), record.headers()));
                }
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaProcesses kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "enable.idempotence", true),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A city with a broker, a Redis and an aggregator of its own, under load. */
    private static final class Run implements AutoCloseable {

        private final KafkaProcesses kafka = KafkaProcesses.start(1);
        private final RedisProcess redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
        private final FaultedCity city = FaultedCity.create(kafka, redis::port);
        private final AppProcess aggregator;

        Run() {
            SharedJars.aggregator().archiveClasses(settings());
            aggregator = AppProcess.begin(SharedJars.aggregator(), settings());
            aggregator.awaitStarted();
            city.load().burst(1_000);
            city.load().rate(FACTS_PER_SECOND);
            city.awaitFresh();
            city.forgetFresh();
        }

        List<String> settings() {
            return settingsFor(kafka);
        }

        List<String> settingsFor(KafkaProcesses cluster) {
            return city.aggregatorSettings(redis.port()).stream()
                    .map(setting -> setting.startsWith("--spring.kafka.bootstrap-servers=")
                            ? "--spring.kafka.bootstrap-servers=" + cluster.bootstrapServers()
                            : setting)
                    .toList();
        }

        /** The positions of all that was ever written, with nothing more coming. */
        SortedMap<Integer, Long> countedToTheEnd() {
            city.load().rate(0);
            city.load().flush();
            city.awaitFresh();
            return city.positions();
        }

        @Override
        public void close() {
            aggregator.close();
            city.close();
            kafka.close();
            redis.close();
        }
    }
}
