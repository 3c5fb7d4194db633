package org.allcity.aggregator.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.LogUnavailableException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every few seconds how far the log reaches beyond the counts, and how old what is not counted is. Apart from the loops,
 * since the lag matters most while they count nothing.
 */
final class LagWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final EventLog eventLog;
    private final LogReaders firstRecords;
    private final AggregatorMetrics metrics;
    private final Clock clock;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable LogReader reader;

    /** @param firstRecords opens readers that fetch little, for one record of each partition is wanted */
    LagWatch(EventLog eventLog, LogReaders firstRecords, AggregatorMetrics metrics, Clock clock) {
        this.eventLog = eventLog;
        this.firstRecords = firstRecords;
        this.metrics = metrics;
        this.clock = clock;
    }

    void look() {
        Map<Integer, Long> positions = metrics.positions();
        EventLog.Extent extent = eventLog.extent(positions.keySet());
        SortedMap<Integer, Long> uncounted = new TreeMap<>();
        positions.forEach((partition, position) -> {
            // What lies before the log's beginning cannot be looked at any more.
            long first = Math.max(position, extent.beginnings().get(partition));
            if (first < extent.ends().get(partition)) {
                uncounted.put(partition, first);
            }
        });
        Map<Integer, Instant> received = uncounted.isEmpty() ? Collections.emptyMap() : reader().firstReceived(uncounted);
        metrics.logLooked(extent.retention());
        positions.forEach((partition, position) -> {
            long end = extent.ends().get(partition);
            metrics.logOf(partition, extent.beginnings().get(partition), end, Math.max(0, end - position));
            Instant oldest = received.get(partition);
            if (oldest != null) {
                Duration age = Duration.between(oldest, clock.instant());
                metrics.lag(partition, age.isNegative() ? Duration.ZERO : age);
            } else if (!uncounted.containsKey(partition)) {
                metrics.lag(partition, Duration.ZERO);
            }
        });
    }

    private LogReader reader() {
        LogReader open = reader;
        if (open == null) {
            open = firstRecords.open();
            reader = open;
        }
        return open;
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (KafkaException | LogUnavailableException e) {
            // The loops say so; here the time since the last look grows.
            log.debug("the log was not looked at: {}", e.getMessage());
            close();
        } catch (RuntimeException e) {
            // An executor drops a task that throws, and nobody would look any more.
            log.atError().setCause(e).log("looking at the log failed, trying again in {}", LOOK_EVERY);
            close();
        }
    }

    /** To be called by the thread that looks. */
    void close() {
        LogReader open = reader;
        if (open != null) {
            reader = null;
            open.close();
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "lag-watch");
            one.setDaemon(true);
            return one;
        });
        looking.scheduleWithFixedDelay(this::lookAndGoOn, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        thread = looking;
    }

    @Override
    public void stop() {
        ScheduledExecutorService looking = thread;
        if (looking != null) {
            looking.execute(this::close);
            looking.shutdown();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
