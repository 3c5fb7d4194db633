package org.allcity.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStore;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.FactStream;
import org.allcity.counts.Facts;
import org.allcity.counts.LogId;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.audit.LedgerCheck;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.recount.Recount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Partitions that share batches and write ledgers late lead to the counts of the naive recount, through any number of crashes. */
class SharedBatchTest {

    private static final LogId LOG = new LogId("cluster", "topic", 3);
    private static final Instant FIRST = Instant.parse("2025-11-01T00:00:00Z");
    private static final int STEPS_MAX = 20_000;

    static LongStream seeds() {
        Long one = Long.getLong("fold.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, 30);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithTheRecountThroughCrashesWhileLedgersAreWrittenLate(long seed) {
        // More than a year, so that replayed facts meet ledgers in which they are sealed.
        List<Fact> facts = new FactStream(seed).between(FIRST, FIRST.plus(Duration.ofDays(420)), 1500, Duration.ofDays(20));
        CrashingCity city = new CrashingCity(facts, seed, new InMemoryCountStore());

        city.run();

        assertThat(city.store.counts()).isEqualTo(Recount.of(facts).counts());
        assertThat(city.crashes).isGreaterThan(5);
        assertThat(city.foldedMeanwhile).as("batches folded before the one before was written").isGreaterThan(20);
        assertThat(city.relearned).as("facts learned again").isGreaterThan(20);
        city.expectLedgersAsInTheLog();
    }

    @Test
    void writesABusyLedgerOnceForManyMeals() {
        List<Fact> facts = new FactStream(3).between(FIRST, FIRST.plus(Duration.ofDays(30)), 4000, Duration.ZERO);
        CountingStore store = new CountingStore(new InMemoryCountStore());
        PartitionFold fold = new PartitionFold(store, new LogId("c", "t", 1), 0, new StoredPosition("", 0), () -> 1000, 2000, 0);
        SharedBatch batch = new SharedBatch(new BatchSize());
        Facts packed = new Facts();
        for (int from = 0; from < facts.size(); from += 100) {
            packed.clear();
            for (int i = from; i < Math.min(facts.size(), from + 100); i++) {
                packed.add(i, facts.get(i));
            }
            batch.clear();
            batch.add(fold, packed, Math.min(facts.size(), from + 100));
            assertThat(batch.apply()).isEqualTo(new ApplyResult.Applied());
        }

        assertThat(store.ledgersWritten).isPositive().isLessThan(facts.size() / 10);
    }

    @Test
    void isFullOfRecordsThatChangeHardlyAnyCount() {
        Fact fact = new FactStream(3).between(FIRST, FIRST.plus(Duration.ofDays(1)), 1, Duration.ZERO).get(0);
        PartitionFold fold = new PartitionFold(
                new InMemoryCountStore(), new LogId("c", "t", 1), 0, new StoredPosition("", 0), () -> 1000, 2000, 0);
        SharedBatch batch = new SharedBatch(new BatchSize());
        Facts repeats = new Facts();
        int added = 0;
        while (!batch.isFull()) {
            assertThat(added).isLessThan(SharedBatch.RECORDS_MAX);
            repeats.clear();
            for (int i = 0; i < 1000; i++) {
                repeats.add(added++, fact);
            }
            batch.add(fold, repeats, added);
        }

        assertThat(batch.apply()).isEqualTo(new ApplyResult.Applied());
        batch.clear();
        assertThat(batch.isFull()).isFalse();
    }

    /** Aggregators of all partitions that come and go, over one store. */
    private static final class CrashingCity {

        private final List<List<Fact>> partitions = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        private final InMemoryCountStore store;
        private final SplittableRandom random;
        private final Map<Integer, PartitionFold> folds = new HashMap<>();
        private final BatchSize size = new BatchSize();
        private SharedBatch open = new SharedBatch(size);
        private SharedBatch handedOver = new SharedBatch(size);
        private boolean isWriting;
        private int crashes;
        private int foldedMeanwhile;
        private int relearned;

        private CrashingCity(List<Fact> facts, long seed, InMemoryCountStore store) {
            this.store = store;
            this.random = new SplittableRandom(seed);
            facts.forEach(fact -> partitions.get(Math.floorMod(fact.diner().hashCode(), 3)).add(fact));
        }

        private void run() {
            for (int step = 0; !isDone(); step++) {
                assertThat(step).isLessThan(STEPS_MAX);
                if (random.nextInt(8) == 0) {
                    crash();
                }
                count();
                if (isWriting && random.nextBoolean()) {
                    settle();
                }
            }
        }

        /** What is under way may have been written or not; whoever shares it starts anew. */
        private void crash() {
            crashes++;
            if (!isWriting) {
                folds.remove(random.nextInt(3));
                return;
            }
            if (random.nextBoolean()) {
                assertThat(handedOver.write()).isEqualTo(new ApplyResult.Applied());
            }
            isWriting = false;
            folds.clear();
        }

        private void settle() {
            assertThat(handedOver.write()).isEqualTo(new ApplyResult.Applied());
            isWriting = false;
            if (random.nextInt(4) == 0) {
                // The answer is lost.
                folds.clear();
            } else {
                handedOver.applied();
            }
        }

        private boolean isDone() {
            return !isWriting
                    && folds.size() == 3
                    && folds.values().stream().allMatch(fold ->
                            fold.position() == partitions.get(fold.partition()).size()
                                    && !fold.isRelearning()
                                    && !fold.hasUnwrittenLedgers());
        }

        /** Folds some, with the batch before written already or not, and hands it over. */
        private void count() {
            open.clear();
            for (int partition = 0; partition < 3; partition++) {
                if (random.nextInt(3) > 0) {
                    add(partition);
                }
            }
            if (open.isEmpty()) {
                return;
            }
            if (isWriting) {
                foldedMeanwhile++;
                settle();
                if (folds.isEmpty()) {
                    return;
                }
            }
            open.handOver();
            SharedBatch full = open;
            open = handedOver;
            handedOver = full;
            isWriting = true;
        }

        private void add(int partition) {
            PartitionFold fold = folds.computeIfAbsent(partition, this::start);
            int from = (int) fold.readTo();
            int to = Math.min(partitions.get(partition).size(), from + random.nextInt(20));
            Facts packed = new Facts();
            for (int i = from; i < to; i++) {
                packed.add(i, partitions.get(partition).get(i));
                relearned += i < fold.position() ? 1 : 0;
            }
            open.add(fold, packed, to);
        }

        private PartitionFold start(int partition) {
            StoredPosition stored = store.position(partition).orElse(new StoredPosition("", 0));
            return new PartitionFold(store, LOG, partition, stored, () -> 4, 1 + random.nextInt(100), random.nextInt(3));
        }

        private void expectLedgersAsInTheLog() {
            for (List<Fact> facts : partitions) {
                Map<DinerId, List<Fact>> byDiner = new HashMap<>();
                facts.forEach(fact -> byDiner.computeIfAbsent(fact.diner(), diner -> new ArrayList<>()).add(fact));
                store.ledgers(byDiner.keySet()).forEach((diner, ledger) ->
                        assertThat(LedgerCheck.differences(ledger, byDiner.get(diner))).isEmpty());
            }
        }
    }

    /** Tells how many ledgers were written. */
    private static final class CountingStore implements CountStore {

        private final CountStore store;
        private int ledgersWritten;

        private CountingStore(CountStore store) {
            this.store = store;
        }

        @Override
        public ApplyResult apply(CountBatch batch) {
            ledgersWritten += batch.ledgers().size();
            return store.apply(batch);
        }

        @Override
        public Optional<StoredPosition> position(int partition) {
            return store.position(partition);
        }

        @Override
        public Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
            return store.ledgers(diners);
        }
    }
}
