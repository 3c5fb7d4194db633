package org.allcity.aggregator.ops;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allcity.aggregator.BatchSize;
import org.allcity.aggregator.CommandRefusedException;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogReader.LogBatch;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.SharedBatch;
import org.allcity.aggregator.StoreInspector;
import org.allcity.aggregator.StoreInspector.StoreDescription;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountStores;
import org.allcity.counts.Facts;
import org.allcity.counts.LogId;
import org.allcity.counts.NewView;
import org.allcity.counts.NewView.SwitchResult;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.recount.LoggedFact;

/**
 * Folds the log from its beginning into a new view beside the live one, catches up with what is counted meanwhile, and switches. The
 * live view is read and counted all the time; killed at any moment, this leaves nothing but keys that the next one removes.
 */
final class Rebuild {

    private static final int HOLDS_MAX = 5;
    private static final Duration HOLD = Duration.ofSeconds(5);
    private static final Duration STORE_BACK_WITHIN = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(500);
    private static final long ALIVE_EVERY_MILLIS = NewView.ALIVE_FOR.toMillis() / 5;
    private static final int LEDGERS_PER_PARTITION = 20_000;

    private final CountStores stores;
    private final StoreInspector inspector;
    private final LogReaders logs;
    private final Progress progress;

    Rebuild(CountStores stores, StoreInspector inspector, LogReaders logs, Progress progress) {
        this.stores = stores;
        this.inspector = inspector;
        this.logs = logs;
        this.progress = progress;
    }

    /**
     * Rebuilds and switches, or leaves everything as it was.
     *
     * @throws CommandRefusedException when it cannot be done
     */
    void run() {
        inspector.checkServers();
        try (LogReader log = logs.open()) {
            LogId identity = log.identity();
            expectItsBeginning(log);
            try (NewView view = stores.build().orElseThrow(() -> new CommandRefusedException("another one is running"
                    + " (expected: none; one that was killed counts as running for " + NewView.ALIVE_FOR.toSeconds() + " s more)"))) {
                ScheduledExecutorService alive = sayAlive(view);
                try {
                    removeOthers(view, "removing what an unfinished rebuild left");
                    progress.say("building view " + view.number() + " of log " + identity + " beside the live one");
                    new Building(log, identity, view).run();
                    removeOthers(view, "removing the view before");
                } finally {
                    progress.end();
                    alive.shutdownNow();
                }
            }
        }
    }

    private static void expectItsBeginning(LogReader log) {
        log.beginnings().forEach((partition, beginning) -> {
            if (beginning > 0) {
                throw new CommandRefusedException("log: partition " + partition + " begins at " + beginning
                        + " (expected: 0; what was deleted cannot be counted again: restore the log's beginning, or Redis from a backup)");
            }
        });
    }

    private static ScheduledExecutorService sayAlive(NewView view) {
        ScheduledExecutorService alive = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rebuild-alive");
            thread.setDaemon(true);
            return thread;
        });
        alive.scheduleWithFixedDelay(
                () -> {
                    try {
                        view.keepAlive();
                    } catch (StoreUnavailableException e) {
                        // Said again soon; a builder that was taken for dead meanwhile is told by the next batch.
                    }
                },
                ALIVE_EVERY_MILLIS,
                ALIVE_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        return alive;
    }

    private void removeOthers(NewView view, String step) {
        progress.begin(step, 0);
        view.removeOthers(progress::did);
        progress.end();
    }

    private final class Building {

        private final LogReader log;
        private final LogId identity;
        private final NewView view;
        private final Map<Integer, PartitionFold> folds = new HashMap<>();
        private final SharedBatch shared = new SharedBatch(new BatchSize());
        private final Facts facts = new Facts();
        private long records;

        private Building(LogReader log, LogId identity, NewView view) {
            this.log = log;
            this.identity = identity;
            this.view = view;
        }

        private void run() {
            for (int partition = 0; partition < identity.partitions(); partition++) {
                // So that every partition has a position, with records or without.
                apply(partition, List.of(), 0);
            }
            long startedNanos = System.nanoTime();
            SortedMap<Integer, Long> ends = log.ends();
            progress.begin("counting", ends.values().stream().mapToLong(Long::longValue).sum());
            countUpTo(ends);
            progress.end();
            progress.say(String.format("counted %,d records in %.1f s", records, (System.nanoTime() - startedNanos) / 1e9));
            switchOver();
        }

        /** Writes ledgers with the counts, so that a record is never to be read again. */
        private PartitionFold fold(int partition) {
            StoredPosition stored =
                    view.store().position(partition).orElse(new StoredPosition(identity.toString(), 0));
            return new PartitionFold(view.store(), identity, partition, stored, () -> LEDGERS_PER_PARTITION, 0);
        }

        private SortedMap<Integer, Long> positions() {
            SortedMap<Integer, Long> positions = new TreeMap<>();
            folds.forEach((partition, fold) -> positions.put(partition, fold.position()));
            return positions;
        }

        private void countUpTo(SortedMap<Integer, Long> ends) {
            log.read(positions(), ends, diner -> true, this::count);
        }

        private void count(LogBatch batch) {
            // Nothing is kept on the rejected topic: whoever counted these records first did that.
            retrying(() -> apply(batch.partition(), batch.facts(), batch.next()));
            records += batch.records();
            progress.did(batch.records());
        }

        private void apply(int partition, List<LoggedFact> logged, long to) {
            PartitionFold fold = folds.computeIfAbsent(partition, this::fold);
            facts.clear();
            // Of a batch that was tried before, and whose answer was lost, all may be counted already.
            logged.stream().filter(fact -> fact.offset() >= fold.readTo()).forEach(fact -> facts.add(fact.offset(), fact.fact()));
            shared.clear();
            try {
                shared.add(fold, facts, Math.max(to, fold.readTo()));
                ApplyResult result = shared.apply();
                if (result instanceof ApplyResult.Superseded) {
                    throw superseded();
                } else if (!(result instanceof ApplyResult.Applied)) {
                    throw new CommandRefusedException("view " + view.number() + ", partition " + partition + ": " + result
                            + " (expected: position " + fold.position() + " of log " + identity
                            + "; someone else wrote there, start again)");
                }
            } catch (StoreUnavailableException e) {
                // Whether it was counted the store tells when it is back.
                folds.remove(partition);
                throw e;
            }
        }

        /**
         * Catches up and switches. The live view goes on meanwhile, and under load is ahead again in some partition; then it is held
         * for as long as the few records take that it is ahead by.
         */
        private void switchOver() {
            for (int attempt = 0; attempt <= HOLDS_MAX; attempt++) {
                if (!log.identity().equals(identity)) {
                    throw new CommandRefusedException(
                            "log: " + log.identity() + " (expected: " + identity + ", as when the rebuild began; start again)");
                }
                Set<Integer> lost = lostPartitions();
                countUpTo(log.ends());
                if (attempt > 0) {
                    retrying(() -> view.holdLive(HOLD));
                    countUpTo(livePositions(lost));
                }
                if (isSwitched(lost)) {
                    return;
                }
            }
            throw new CommandRefusedException("view " + view.number() + ": behind the live one after it was held " + HOLDS_MAX
                    + " times for " + HOLD.toSeconds() + " s (expected: caught up; start again when fewer meals come in)");
        }

        /** Where the live view stands, as far as it is ahead. */
        private SortedMap<Integer, Long> livePositions(Set<Integer> lost) {
            SortedMap<Integer, Long> ahead = positions();
            inspector.describe().positions().forEach((partition, position) -> {
                if (!lost.contains(partition)) {
                    ahead.merge(partition, position, Math::max);
                }
            });
            ahead.keySet().retainAll(folds.keySet());
            return ahead;
        }

        private boolean isSwitched(Set<Integer> lost) {
            SwitchResult result = view.goLive(identity.partitions(), lost);
            if (result instanceof SwitchResult.Superseded) {
                throw superseded();
            }
            if (result instanceof SwitchResult.Switched switched) {
                progress.say("switched from view " + switched.replaced() + " to view " + view.number()
                        + (switched.compared() ? "" : "; the view before was of another log or damaged, so positions were not compared"));
                return true;
            }
            return false;
        }

        /** Where the live view stands beyond the end of the log: it was asked first, so the end cannot have been passed since. */
        private Set<Integer> lostPartitions() {
            StoreDescription live = inspector.describe();
            if (!live.log().equals(identity.toString())) {
                return Set.of();
            }
            SortedMap<Integer, Long> ends = log.ends();
            Set<Integer> lost = new TreeSet<>();
            live.positions().forEach((partition, position) -> {
                if (position > ends.getOrDefault(partition, Long.MAX_VALUE)) {
                    lost.add(partition);
                }
            });
            if (!lost.isEmpty()) {
                progress.say("the live view stands beyond the log's end in partitions " + lost + ": the log lost records");
            }
            return lost;
        }

        private CommandRefusedException superseded() {
            return new CommandRefusedException("view " + view.number() + ": superseded (expected: no other rebuild, and no FLUSHALL,"
                    + " meanwhile; the live counts were not touched)");
        }

        private void retrying(Runnable step) {
            long deadline = System.nanoTime() + STORE_BACK_WITHIN.toNanos();
            while (true) {
                try {
                    step.run();
                    return;
                } catch (StoreUnavailableException e) {
                    if (System.nanoTime() - deadline > 0) {
                        throw e;
                    }
                    pause();
                }
            }
        }

        private void pause() {
            try {
                Thread.sleep(TRY_AGAIN_AFTER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandRefusedException("interrupted; the live counts were not touched");
            }
        }
    }
}
