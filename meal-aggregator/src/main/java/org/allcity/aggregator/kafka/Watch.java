package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.StopCause;
import org.allcity.aggregator.StoreSafety;
import org.allcity.counts.LogId;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks every few seconds at what no record and no answer of the store tells: which log there is, and whether the store still
 * keeps what it is given. Loops act on what it saw last. That there is no log at all it tells itself: nobody is assigned a
 * partition then.
 */
final class Watch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    /** With the retry of a stopped partition, well within the ten seconds in which a stop has to show. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private final EventLog eventLog;
    private final StoreSafety safety;
    private final AggregatorMetrics metrics;
    private volatile @Nullable LogId seen;
    private volatile @Nullable String storeDanger;
    private int partitionsGone;
    private @Nullable ScheduledExecutorService thread;

    Watch(EventLog eventLog, StoreSafety safety, AggregatorMetrics metrics) {
        this.eventLog = eventLog;
        this.safety = safety;
        this.metrics = metrics;
    }

    /** The log that there was at the last look; empty before the first. */
    Optional<LogId> log() {
        return Optional.ofNullable(seen);
    }

    /** Why the store may not be written to now; empty while it may. */
    Optional<String> storeDanger() {
        return Optional.ofNullable(storeDanger);
    }

    void look() {
        lookAtLog();
        lookAtStore();
    }

    private void lookAtLog() {
        try {
            Optional<LogId> now = eventLog.identity();
            LogId before = seen;
            if (now.isPresent()) {
                seen = now.get();
                gone(0);
            } else if (before != null) {
                gone(before.partitions());
            }
        } catch (KafkaException e) {
            log.debug("Kafka was not looked at: {}", e.getMessage());
        }
    }

    private void gone(int partitions) {
        if (partitions == partitionsGone) {
            return;
        }
        metrics.stopped(StopCause.LOG_GONE, partitions - partitionsGone);
        partitionsGone = partitions;
        if (partitions > 0) {
            log.atError()
                    .addKeyValue("topic", eventLog.topic())
                    .addKeyValue("cause", StopCause.LOG_GONE)
                    .log("all partitions stopped: {}: no topic {} (expected: {}); {}",
                            StopCause.LOG_GONE, eventLog.topic(), seen, StopCause.LOG_GONE.remedy());
        } else {
            log.info("there is a topic {} again: {}", eventLog.topic(), seen);
        }
    }

    private void lookAtStore() {
        try {
            storeDanger = safety.danger().orElse(null);
        } catch (StoreUnavailableException | StoreDamagedException e) {
            // Whoever applies a batch meets it too, and says so; what was seen last holds.
            log.debug("the store was not looked at: {}", e.getMessage());
        }
    }

    @Override
    public void start() {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread one = new Thread(task, "watch");
            one.setDaemon(true);
            return one;
        });
        looking.scheduleWithFixedDelay(this::lookAndGoOn, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        thread = looking;
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException e) {
            // An executor drops a task that throws, and nobody would look any more.
            log.atError().setCause(e).log("looking at log and store failed, trying again in {}", LOOK_EVERY);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService looking = thread;
        if (looking != null) {
            looking.shutdownNow();
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
