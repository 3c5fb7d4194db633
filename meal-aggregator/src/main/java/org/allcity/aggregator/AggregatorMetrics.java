package org.allcity.aggregator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the aggregator tells of itself. The counters balance: polled = applied + already applied + rejected + given back, where
 * records given back were not applied, since the store refused or was away, and are polled again.
 */
public final class AggregatorMetrics {

    private final MeterRegistry registry;
    private final Counter polled;
    private final Counter applied;
    private final Counter alreadyApplied;
    private final Counter givenBack;
    private final Timer store;
    private final Timer freshness;
    private final DistributionSummary batchRecords;
    private final Map<StopCause, AtomicLong> stopped = new EnumMap<>(StopCause.class);
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AtomicLong> positions = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> lags = new ConcurrentHashMap<>();

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
        store = Timer.builder("meals.aggregator.store").description("One batch applied by the store").register(registry);
        freshness = Timer.builder("meals.aggregator.freshness")
                .description("From ingest's receivedAt to visible in the store")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5))
                .register(registry);
        batchRecords = DistributionSummary.builder("meals.aggregator.batch.records")
                .description("Records of one partition in one batch")
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
        Counter.builder("meals.aggregator.rejected")
                .description("Records that do not count, by reason")
                .tag("reason", reason)
                .register(registry)
                .increment();
    }

    public void seek(String cause) {
        Counter.builder("meals.aggregator.seeks")
                .description("Times that a partition was read from the store's position, by cause")
                .tag("cause", cause)
                .register(registry)
                .increment();
    }

    public void fresh(long receivedAtMillis, long nowMillis) {
        freshness.record(Math.max(0, nowMillis - receivedAtMillis), TimeUnit.MILLISECONDS);
    }

    public void stopped(StopCause cause, int step) {
        stopped.get(cause).addAndGet(step);
    }

    /** Partitions that are stopped now, over all causes. */
    public long stopped() {
        return stopped.values().stream().mapToLong(AtomicLong::get).sum();
    }

    public void position(int partition, long position, long lagRecords) {
        gauge(positions, partition, "meals.aggregator.position", "Position that the counts are exact up to").set(position);
        gauge(lags, partition, "meals.aggregator.lag.records", "Records in the log that are not counted yet").set(lagRecords);
    }

    /** A partition that is counted here from now on, or no longer. */
    public void owned(int partition, boolean isOwned) {
        if (isOwned) {
            owned.add(partition);
        } else {
            owned.remove(partition);
        }
    }

    public boolean owns(int partition) {
        return owned.contains(partition);
    }

    private AtomicLong gauge(Map<Integer, AtomicLong> values, int partition, String name, String description) {
        return values.computeIfAbsent(partition, number -> {
            AtomicLong value = new AtomicLong();
            Gauge.builder(name, value, AtomicLong::get)
                    .description(description)
                    .tag("partition", String.valueOf(number))
                    .register(registry);
            return value;
        });
    }

    private static String label(StopCause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }
}
