package org.allcity.aggregator.kafka;

import java.time.Duration;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.StopCause;
import org.allcity.counts.Facts;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition that a consumer owns: counted, waiting to read its position from the store again, or stopped until someone acts.
 * Stopped partitions are looked at again too, so that one mended goes on by itself.
 */
final class AssignedPartition {

    private static final Logger log = LoggerFactory.getLogger(AssignedPartition.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration STOPPED_RETRY = Duration.ofSeconds(5);

    private final TopicPartition partition;
    private final AggregatorMetrics metrics;
    private final Facts facts = new Facts();
    private @Nullable PartitionFold fold;
    private @Nullable StopCause stopCause;
    /** The stop was met with records at hand, so only counting them shows that it is over. */
    private boolean stoppedByRecords;
    private String waitCause = "assigned";
    private Duration retry = FIRST_RETRY;
    private long dueNanos = System.nanoTime();

    AssignedPartition(TopicPartition partition, AggregatorMetrics metrics) {
        this.partition = partition;
        this.metrics = metrics;
        metrics.owned(partition.partition(), true);
    }

    TopicPartition partition() {
        return partition;
    }

    /** The fold, while the partition is counted; null while it waits. */
    @Nullable PartitionFold fold() {
        return fold;
    }

    /** Where its facts are packed, again and again. */
    Facts facts() {
        return facts;
    }

    /** Stopped, though perhaps tried again just now. */
    boolean isStopped() {
        return stopCause != null;
    }

    boolean isDue() {
        return fold == null && System.nanoTime() - dueNanos >= 0;
    }

    /** Counted from here on; a stop that records met lasts until they are counted. */
    void goOn(PartitionFold from) {
        if (stopCause != null && stoppedByRecords) {
            fold = from;
            return;
        }
        clearStop();
        metrics.seek(waitCause);
        log.atInfo()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("position", from.position())
                .addKeyValue("cause", waitCause)
                .log("counting {} from position {}: {}", partition, from.position(), waitCause);
        fold = from;
    }

    /** The last batch went through, so the next trouble is a new one. */
    void applied() {
        retry = FIRST_RETRY;
        if (stopCause != null) {
            log.atInfo()
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("cause", stopCause)
                    .log("{} goes on: what stopped it is mended: {}", partition, stopCause);
            clearStop();
        }
    }

    /** The store stands elsewhere, or another view is live: read its position at once. */
    void moved(String cause) {
        fold = null;
        waitCause = cause;
        dueNanos = System.nanoTime();
    }

    /** Something that mends itself: wait a little longer each time. */
    void waitFor(String cause, Exception trouble) {
        if (fold != null || !waitCause.equals(cause)) {
            log.atWarn()
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("cause", cause)
                    .log("{} waits: {}: {}", partition, cause, trouble.getMessage());
        }
        fold = null;
        waitCause = cause;
        dueNanos = System.nanoTime() + retry.toNanos();
        retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
    }

    /** Something that someone has to mend. */
    void stop(StopCause cause, String detail) {
        stop(cause, detail, false);
    }

    /** Something that someone has to mend, met while records were counted. */
    void stopByRecords(StopCause cause, String detail) {
        stop(cause, detail, true);
    }

    private void stop(StopCause cause, String detail, boolean byRecords) {
        stoppedByRecords = byRecords;
        if (stopCause != cause) {
            clearStop();
            stopCause = cause;
            metrics.stopped(cause, 1);
            log.atError()
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("cause", cause)
                    .log("{} stopped: {}: {}; {}", partition, cause, detail, cause.remedy());
        }
        fold = null;
        waitCause = "stopped";
        dueNanos = System.nanoTime() + STOPPED_RETRY.toNanos();
    }

    /** No longer owned. */
    void release() {
        metrics.owned(partition.partition(), false);
        clearStop();
        fold = null;
    }

    private void clearStop() {
        if (stopCause != null) {
            metrics.stopped(stopCause, -1);
            stopCause = null;
        }
    }
}
