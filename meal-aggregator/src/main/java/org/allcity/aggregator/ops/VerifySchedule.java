package org.allcity.aggregator.ops;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.AggregatorProperties;
import org.allcity.aggregator.CommandRefusedException;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.LogUnavailableException;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.audit.CountAudit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Verifies now and then beside the counting, in the one instance that owns partition 0, and tells what came of it. */
@Component
@Profile("!command")
final class VerifySchedule implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(VerifySchedule.class);

    /** So that an instance that is restarted every day verifies too. */
    private static final Duration FIRST_AFTER_MAX = Duration.ofMinutes(10);

    private static final int DECIDING_PARTITION = 0;

    private final CountAudit audit;
    private final LogReaders logs;
    private final AggregatorMetrics counting;
    private final VerificationMetrics metrics;
    private final Duration every;
    private volatile boolean running;
    private ScheduledExecutorService executor;

    VerifySchedule(
            CountAudit audit,
            LogReaders logs,
            AggregatorMetrics counting,
            VerificationMetrics metrics,
            AggregatorProperties settings) {
        this.audit = audit;
        this.logs = logs;
        this.counting = counting;
        this.metrics = metrics;
        this.every = settings.verifyEvery();
        this.executor = thread();
    }

    private static ScheduledExecutorService thread() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "verify");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        });
    }

    @Override
    public synchronized void start() {
        running = true;
        if (every.isZero()) {
            return;
        }
        if (executor.isShutdown()) {
            executor = thread();
        }
        Duration first = every.compareTo(FIRST_AFTER_MAX) < 0 ? every : FIRST_AFTER_MAX;
        executor.scheduleWithFixedDelay(this::verify, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void verify() {
        if (!counting.owns(DECIDING_PARTITION)) {
            metrics.notVerifiedHere();
            return;
        }
        try {
            Verification.Result result = new Verification(audit, logs, Pace.QUARTER).verify(Progress.none());
            metrics.verified(result);
            if (result.differ() == 0) {
                log.atInfo().addKeyValue("cells", result.cells()).addKeyValue("differ", 0).log("verified: {}", result.summary());
            } else {
                log.atError()
                        .addKeyValue("cells", result.cells())
                        .addKeyValue("differ", result.differ())
                        .log("verified: {}; first {}; rebuild the counts (java -jar meal-aggregator.jar rebuild)",
                                result.summary(), result.lines().get(0));
            }
        } catch (CommandRefusedException | LogUnavailableException | StoreUnavailableException | StoreDamagedException e) {
            if (running) {
                metrics.givenUp();
                log.warn("not verified, to be tried again in {}: {}", every, e.getMessage());
            }
        } catch (RuntimeException e) {
            // The schedule must outlive whatever one verification meets.
            if (running) {
                metrics.givenUp();
                log.atError().setCause(e).log("verification failed, to be tried again in {}: {}", every, e.toString());
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        executor.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
