package org.allcity.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What the aggregator tells of itself. The counters balance: polled = applied + already applied + rejected + given back, where
 * records given back were not applied, since the store refused or was away, and are polled again.
 */
public final class AggregatorMetrics {

    /** Every reason of rejection that there is. */
    static final List<String> REJECTIONS = List.of(
            "no_value", "not_avro", "unknown_schema", "malformed", "invalid", "key_differs", "wrong_partition", "too_late",
            "too_far_ahead", "received_out_of_order");

    /** Every cause that there is. */
    static final List<String> SEEK_CAUSES = List.of(
            "assigned", "position_differs", "view_switched", "store_unavailable", "kafka_unavailable", "log_not_identified",
            "rejected_topic_unavailable", "batch_refused", "stopped");

    // Up to an hour and some, and from 1/64 s to twelve days, since terminals may have been offline.
    private static final int LONGEST_FRESHNESS = 12;
    private static final int SHORTEST_SINCE_OCCURRED = -6;
    private static final int LONGEST_SINCE_OCCURRED = 20;

    private static final double[] BATCH_RECORDS = {1, 4, 16, 64, 256, 1024, 4096, 16384, 65536};

    private final MeterRegistry registry;
    private final Counter polled;
    private final Counter applied;
    private final Counter alreadyApplied;
    private final Counter givenBack;
    private final Timer store;
    private final Timer freshness;
    private final Timer freshnessOccurred;
    private final Counter ledgerHits;
    private final Counter ledgerMisses;
    private final DistributionSummary batchRecords;
    private final Map<StopCause, AtomicLong> stopped = new EnumMap<>(StopCause.class);
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Map<Integer, PartitionGauges> partitions = new ConcurrentHashMap<>();
    private volatile double retentionSeconds = Double.NaN;
    private volatile long logLookedNanos = System.nanoTime();

    public AggregatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        polled = Counter.builder("meals.aggregator.polled").description("Records polled").register(registry);
        applied = Counter.builder("meals.aggregator.applied").description("Records counted").register(registry);
        alreadyApplied = Counter.builder("meals.aggregator.already.applied")
                .description("Records read again to bring ledgers up to the counts, and not counted again")
                .register(registry);
        givenBack = Counter.builder("meals.aggregator.given.back")
                .description("Records polled and not counted, to be polled again")
                .register(registry);
        store = Timer.builder("meals.aggregator.store")
                .description("One batch applied by the store")
                .serviceLevelObjectives(TimeBuckets.between(TimeBuckets.SHORTEST, 4))
                .register(registry);
        freshness = Timer.builder("meals.aggregator.freshness")
                .description("From ingest's receivedAt to visible in the store")
                .serviceLevelObjectives(TimeBuckets.between(TimeBuckets.SHORTEST, LONGEST_FRESHNESS))
                .register(registry);
        freshnessOccurred = Timer.builder("meals.aggregator.freshness.occurred")
                .description("From the terminal's occurredAt to visible in the store")
                .serviceLevelObjectives(TimeBuckets.between(SHORTEST_SINCE_OCCURRED, LONGEST_SINCE_OCCURRED))
                .register(registry);
        ledgerHits = ledgerGets("hit");
        ledgerMisses = ledgerGets("miss");
        batchRecords = DistributionSummary.builder("meals.aggregator.batch.records")
                .description("Records of one partition in one batch")
                .serviceLevelObjectives(BATCH_RECORDS)
                .register(registry);
        // From zero on, or the first one is no increase that an alert could see.
        REJECTIONS.forEach(this::rejections);
        SEEK_CAUSES.forEach(this::seeks);
        Gauge.builder("meals.aggregator.partitions.owned", owned, Set::size)
                .description("Partitions that this instance counts")
                .register(registry);
        Gauge.builder("meals.aggregator.log.retention", () -> retentionSeconds)
                .baseUnit("seconds")
                .description("How long the topic keeps records")
                .register(registry);
        TimeGauge.builder("meals.aggregator.log.looked", () -> System.nanoTime() - logLookedNanos, TimeUnit.NANOSECONDS)
                .description("Since Kafka last told how far the log reaches")
                .register(registry);
        for (StopCause cause : StopCause.values()) {
            AtomicLong partitions = new AtomicLong();
            stopped.put(cause, partitions);
            Gauge.builder("meals.aggregator.partitions.stopped", partitions, AtomicLong::get)
                    .description("Partitions that are not counted until someone acts")
                    .tag("cause", label(cause))
                    .register(registry);
        }
    }

    public void polled(int records) {
        polled.increment(records);
    }

    /** A batch was written. */
    public void stored(Duration storeTime) {
        store.record(storeTime);
    }

    /**
     * Records of one partition went through.
     *
     * @param records all of them
     * @param alreadyApplied of these, so many had been counted before and were only added to ledgers again
     * @param rejected of these, so many do not count
     */
    public void applied(int records, int alreadyApplied, int rejected) {
        applied.increment(records - alreadyApplied - rejected);
        this.alreadyApplied.increment(alreadyApplied);
        batchRecords.record(records);
    }

    public void givenBack(int records) {
        givenBack.increment(records);
    }

    public void rejected(String reason) {
        rejections(reason).increment();
    }

    private Counter rejections(String reason) {
        return Counter.builder("meals.aggregator.rejected")
                .description("Records that do not count, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    public void seek(String cause) {
        seeks(cause).increment();
    }

    private Counter seeks(String cause) {
        return Counter.builder("meals.aggregator.seeks")
                .description("Times that a partition was read from the store's position, by cause")
                .tag("cause", cause)
                .register(registry);
    }

    /** A record became visible. */
    public void fresh(long occurredAtMillis, long receivedAtMillis, long nowMillis) {
        freshness.record(Math.max(0, nowMillis - receivedAtMillis), TimeUnit.MILLISECONDS);
        freshnessOccurred.record(Math.max(0, nowMillis - occurredAtMillis), TimeUnit.MILLISECONDS);
    }

    /** Ledgers were needed: so many in all, and so many of them had to be read from the store. */
    public void ledgers(long needed, long read) {
        ledgerHits.increment(needed - read);
        ledgerMisses.increment(read);
    }

    private Counter ledgerGets(String result) {
        return Counter.builder("meals.aggregator.ledger.cache.gets")
                .description("Ledgers that facts needed, at hand or read from the store")
                .tag("result", result)
                .register(registry);
    }

    public void stopped(StopCause cause, int step) {
        stopped.get(cause).addAndGet(step);
    }

    /** Partitions that are stopped now, over all causes. */
    public long stopped() {
        return stopped.values().stream().mapToLong(AtomicLong::get).sum();
    }

    public void position(int partition, long position, long lagRecords) {
        PartitionGauges gauges = partitions.computeIfAbsent(partition, number -> new PartitionGauges(number, registry));
        gauges.position.set(position);
        gauges.lagRecords.set(lagRecords);
    }

    /** By owned partition, the position that the counts are exact up to, where the store told it. */
    public Map<Integer, Long> positions() {
        return partitions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, partition -> partition.getValue().position.get()));
    }

    /** Kafka told how long the topic keeps records; empty for ever. */
    public void logLooked(Optional<Duration> retention) {
        retentionSeconds = retention.map(AggregatorMetrics::seconds).orElse(Double.POSITIVE_INFINITY);
        logLookedNanos = System.nanoTime();
    }

    /** Kafka told how far a partition reaches. */
    public void logOf(int partition, long beginning, long end, long lagRecords) {
        PartitionGauges gauges = partitions.get(partition);
        if (gauges != null) {
            gauges.logBeginning = beginning;
            gauges.logEnd = end;
            gauges.lagRecords.set(lagRecords);
        }
    }

    /** How old the oldest record is that is not counted; zero when there is none. */
    public void lag(int partition, Duration age) {
        PartitionGauges gauges = partitions.get(partition);
        if (gauges != null) {
            gauges.lagSeconds = seconds(age);
            gauges.retentionLeftSeconds = retentionSeconds - seconds(age);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** A partition that is counted here from now on, or no longer. */
    public void owned(int partition, boolean isOwned) {
        if (isOwned) {
            owned.add(partition);
        } else {
            owned.remove(partition);
            PartitionGauges gauges = partitions.remove(partition);
            if (gauges != null) {
                gauges.remove();
            }
        }
    }

    public boolean owns(int partition) {
        return owned.contains(partition);
    }

    private static String label(StopCause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }
}
