package org.allcity.aggregator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What is told of one partition while it is owned. In seconds and records. */
final class PartitionGauges {

    final AtomicLong position = new AtomicLong();
    final AtomicLong lagRecords = new AtomicLong();
    // Not a number until Kafka was asked.
    volatile double lagSeconds = Double.NaN;
    volatile double logBeginning = Double.NaN;
    volatile double logEnd = Double.NaN;
    volatile double retentionLeftSeconds = Double.NaN;

    private final MeterRegistry registry;
    private final String partition;
    private final List<Meter> meters = new ArrayList<>();

    PartitionGauges(int partition, MeterRegistry registry) {
        this.registry = registry;
        this.partition = String.valueOf(partition);
        add(Gauge.builder("meals.aggregator.position", position, AtomicLong::get)
                .description("Position that the counts are exact up to"));
        add(Gauge.builder("meals.aggregator.lag.records", lagRecords, AtomicLong::get)
                .description("Records in the log that are not counted yet"));
        add(Gauge.builder("meals.aggregator.lag", this, gauges -> gauges.lagSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest record in the log that is not counted yet"));
        add(Gauge.builder("meals.aggregator.log.beginning", this, gauges -> gauges.logBeginning)
                .description("First position that the log still has"));
        add(Gauge.builder("meals.aggregator.log.end", this, gauges -> gauges.logEnd)
                .description("Position after the last record of the log"));
        add(Gauge.builder("meals.aggregator.log.retention.left", this, gauges -> gauges.retentionLeftSeconds)
                .baseUnit("seconds")
                .description("Time until the topic's retention deletes the oldest record that is not counted yet"));
    }

    private void add(Gauge.Builder<?> gauge) {
        meters.add(gauge.tag("partition", partition).register(registry));
    }

    /** Another instance tells of it from now on: two that did would be added up. */
    void remove() {
        meters.forEach(registry::remove);
    }
}
