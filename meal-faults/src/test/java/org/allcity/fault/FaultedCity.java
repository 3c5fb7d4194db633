package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A city of its own, so that servers can be shared: its topic, its load, and what its counts are held against. */
final class FaultedCity implements AutoCloseable {

    static final int PARTITIONS = 6;

    /** Aggregators share partitions, so that a fault of any of them meets facts. */
    static final String SHARED = "--meals.aggregator.share-partitions=true";

    /** Generous, since machines are busy; what was measured stands in the report. */
    static final Duration FRESH_WITHIN = Duration.ofMinutes(3);

    private static final Logger log = LoggerFactory.getLogger(FaultedCity.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final KafkaProcesses kafka;
    private final String city;
    private final IntSupplier redisPort;
    private final long seed;
    private final BadFacts facts;
    private final Load load;
    private final Truth truth;
    private Watch watch;
    private final List<Duration> fresh = new ArrayList<>();

    private FaultedCity(KafkaProcesses kafka, IntSupplier redisPort, String city, long seed) {
        this.kafka = kafka;
        this.city = city;
        this.redisPort = redisPort;
        this.seed = seed;
        this.facts = new BadFacts(city, seed);
        this.load = new Load(kafka.bootstrapServers(), topic(), PARTITIONS, facts);
        this.truth = new Truth(city, redisPort, kafka.bootstrapServers(), topic(), PARTITIONS);
        this.watch = new Watch(truth);
    }

    /** @param redisPort the server that holds the counts now */
    static FaultedCity create(KafkaProcesses kafka, IntSupplier redisPort) {
        String city = String.format("33%02d00", 1 + NUMBER.getAndIncrement());
        createTopics(kafka, city);
        return on(kafka, redisPort, city);
    }

    /** A city whose topics are there. */
    static FaultedCity on(KafkaProcesses kafka, IntSupplier redisPort, String city) {
        long seed = Faults.seed();
        log.info("city {}: seed {} (again with -Dfaults.seed={})", city, seed, seed);
        return new FaultedCity(kafka, redisPort, city, seed);
    }

    static void createTopics(KafkaProcesses kafka, String city) {
        short replicas = (short) kafka.brokers().size();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("meal-events." + city, PARTITIONS, replicas)
                                    // Days pass quickly in the load.
                                    .configs(Map.of(
                                            "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
                                            "min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)))),
                            new NewTopic("meal-events." + city + ".rejected", 1, replicas)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics of " + city + " cannot be created", e.getCause());
        }
    }

    String city() {
        return city;
    }

    String topic() {
        return "meal-events." + city;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Of each partition. */
    int replicas() {
        return kafka.brokers().size();
    }

    long seed() {
        return seed;
    }

    BadFacts facts() {
        return facts;
    }

    Load load() {
        return load;
    }

    Truth truth() {
        return truth;
    }

    /** Whether each instant is compared, as it is from the start. */
    void watch(boolean on) {
        watch.rest(!on);
    }

    /** To compare what another server holds of this city; to be closed. */
    Truth truthOf(RedisProcess redis) {
        return new Truth(city, redis::port, kafka.bootstrapServers(), topic(), PARTITIONS);
    }

    /** What a test compared by itself. */
    void alsoCompared(long instants, long cells) {
        watch.add(instants, cells);
    }

    /** Settings of an aggregator of this city; it is missed in its group after a second and a half. */
    List<String> aggregatorSettings(int redis) {
        List<String> settings = new ArrayList<>(settingsOfAnyProtocol(redis));
        settings.add("--spring.kafka.consumer.properties.session.timeout.ms=1500");
        settings.add("--spring.kafka.consumer.properties.heartbeat.interval.ms=300");
        return settings;
    }

    /** The same without those of the classic group protocol. */
    List<String> settingsOfAnyProtocol(int redis) {
        return List.of(
                "--meals.city=" + city,
                SHARED,
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.data.redis.url=redis://127.0.0.1:" + redis,
                "--logging.level.org.apache.kafka=warn");
    }

    /** A fault is over: waits until the counts are fresh again, and remembers how long that took. */
    Duration awaitFresh() {
        return awaitFresh(System.nanoTime());
    }

    /** The same for a fault that was over then. */
    Duration awaitFresh(long overNanos) {
        SortedMap<Integer, Long> endThen = truth.end();
        await().atMost(FRESH_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(RedisException.class)
                .until(() -> lag(endThen), behind -> behind == 0 && lag(truth.end()) <= Math.max(50, load.rate()));
        Duration took = Duration.ofNanos(System.nanoTime() - overNanos);
        fresh.add(took);
        return took;
    }

    /** What was measured so far was no fault. */
    void forgetFresh() {
        fresh.clear();
    }

    /** The counts go on from here in at least so many partitions. */
    void awaitProgress(int partitions) {
        SortedMap<Integer, Long> then = positions();
        await().atMost(FRESH_WITHIN)
                .ignoreExceptionsInstanceOf(RedisException.class)
                .until(() -> positions().entrySet().stream()
                        .filter(now -> now.getValue() > then.getOrDefault(now.getKey(), 0L))
                        .count() >= partitions);
    }

    SortedMap<Integer, Long> positions() {
        return Snapshot.positions(redisPort.getAsInt(), city);
    }

    /** Records of the log before these positions that are not counted. */
    private long lag(SortedMap<Integer, Long> ends) {
        SortedMap<Integer, Long> positions = positions();
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - positions.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Ends the load, waits for the last of it, and expects every cell and every ledger to be right, now and at each instant before. */
    void proveExact(String fault, int injected, String detectedBy) {
        // Freshness may be back before the slow comparison of one instant has ended.
        await().atMost(FRESH_WITHIN).until(() -> watch.instants() > 0);
        int rate = load.rate();
        load.rate(0);
        load.flush();
        await().atMost(FRESH_WITHIN).ignoreExceptionsInstanceOf(RedisException.class).until(() -> lag(truth.end()), behind -> behind == 0);
        watch.close();
        assertThat(load.failed()).as("facts that Kafka did not take: %s", load.failure()).isZero();
        Truth.Verdict last = truth.compareAll();
        long wrong = last.wrong() + watch.wrong().size();
        FaultReport.add(
                fault, injected, seed, watch.instants() + 1, watch.cells() + last.cells(), wrong, detectedBy, List.copyOf(fresh));
        assertThat(last.told()).as("wrong after: %s (seed %d)", fault, seed).isEmpty();
        assertThat(watch.wrong()).as("wrong during: %s (seed %d)", fault, seed).isEmpty();
        assertThat(watch.instants()).as("instants compared").isPositive();
        assertThat(last.facts()).as("facts counted").isPositive();
        fresh.clear();
        watch = new Watch(truth);
        load.rate(rate);
    }

    @Override
    public void close() {
        watch.close();
        load.close();
        truth.close();
    }
}
