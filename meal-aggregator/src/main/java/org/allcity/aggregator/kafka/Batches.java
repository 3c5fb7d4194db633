package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.BatchSize;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.SharedBatch;
import org.allcity.aggregator.kafka.RejectedRecords.Rejected;
import org.allcity.counts.ApplyResult;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one consumer: while the store takes one, what follows is folded into the next. No batch is written before the store
 * has taken the one before. Not for several threads.
 */
final class Batches implements AutoCloseable {

    private final RejectedRecords rejectedRecords;
    private final AggregatorMetrics metrics;
    private final FactDecoder decoder = new FactDecoder();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, Thread.currentThread().getName() + "-writer");
        thread.setDaemon(true);
        return thread;
    });
    /** In the order in which they came. */
    private final Set<Polled> unwritten = new LinkedHashSet<>();
    private Batch open;
    private Batch other;
    /** What becomes of the other batch, while the store is at it. */
    private @Nullable CompletableFuture<ApplyResult> writing;

    Batches(RejectedRecords rejectedRecords, AggregatorMetrics metrics, Supplier<BatchTracing> tracing) {
        this.rejectedRecords = rejectedRecords;
        this.metrics = metrics;
        BatchSize size = new BatchSize();
        open = new Batch(new SharedBatch(size), tracing.get());
        other = new Batch(new SharedBatch(size), tracing.get());
    }

    /** Reads what is going to be folded. */
    void begin(List<Polled> polled) {
        unwritten.addAll(polled);
        polled.forEach(one -> one.read(decoder));
    }

    /** Folds some of it. */
    void fold(Polled polled) {
        polled.foldSome(open.shared, open.rejected, open.tracing);
        open.polled.add(polled);
    }

    /** Whether the open batch should be handed over before more is folded. */
    boolean isFull() {
        return open.shared.isFull();
    }

    /** What was polled and is not all in the store. */
    Set<Polled> unwritten() {
        return unwritten;
    }

    /** Whether what belongs to this store and log can go into the open batch. */
    boolean fits(PartitionFold fold) {
        return unwritten.stream().allMatch(one -> one.fold.store() == fold.store() && one.fold.log().equals(fold.log()));
    }

    /**
     * Waits for the store to take the batch that it is at.
     *
     * @param lag of a partition, in records
     * @return what became of it; null when there was none, or what it threw
     */
    @Nullable ApplyResult await(ToLongFunction<Polled> lag) {
        if (writing == null) {
            return null;
        }
        ApplyResult result;
        try {
            result = writing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException trouble ? trouble : e;
        } finally {
            writing = null;
        }
        if (result instanceof ApplyResult.Applied) {
            other.applied(metrics, lag);
            unwritten.removeIf(Polled::isWritten);
        }
        return result;
    }

    /** Has the store begin with the open batch, if there is something in it; it has to be done with the one before. */
    void handOver() {
        if (open.shared.isEmpty()) {
            return;
        }
        Batch full = open;
        open = other;
        open.clear();
        other = full;
        full.handOver();
        writing = CompletableFuture.supplyAsync(() -> full.write(rejectedRecords, metrics), writer);
    }

    /** All that is not in the store is to be polled again: what was folded of it is more than the store knows. */
    void giveBack() {
        open.clear();
        unwritten.forEach(one -> one.givenBack(metrics));
        unwritten.clear();
    }

    @Override
    public void close() {
        writer.shutdown();
    }

    private static final class Batch {

        private final SharedBatch shared;
        private final BatchTracing tracing;
        private final List<Rejected> rejected = new ArrayList<>();
        private final Set<Polled> polled = new LinkedHashSet<>();
        private List<Polled.Part> parts = List.of();

        private Batch(SharedBatch shared, BatchTracing tracing) {
            this.shared = shared;
            this.tracing = tracing;
        }

        private void clear() {
            shared.clear();
            tracing.clear();
            rejected.clear();
            polled.clear();
        }

        private void handOver() {
            shared.handOver();
            parts = polled.stream().map(Polled::handOver).toList();
        }

        private ApplyResult write(RejectedRecords rejectedRecords, AggregatorMetrics metrics) {
            rejectedRecords.keep(rejected);
            long started = System.nanoTime();
            ApplyResult result = tracing.written(shared::write);
            if (result instanceof ApplyResult.Applied) {
                metrics.stored(Duration.ofNanos(System.nanoTime() - started));
            }
            return result;
        }

        private void applied(AggregatorMetrics metrics, ToLongFunction<Polled> lag) {
            shared.applied();
            rejected.forEach(each -> metrics.rejected(each.reason()));
            for (Polled.Part part : parts) {
                part.written(metrics, lag.applyAsLong(part.of()));
                if (part.of().isWritten() && !part.of().isEmpty()) {
                    part.of().assigned.applied();
                }
            }
        }
    }
}
