package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.allcity.counts.CountBatch.Advance;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.memory.InMemoryCountStores;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The contract is worth nothing unless bad stores break it. */
class CountStoreContractTest {

    @Test
    void isKeptByTheMemoryStore() {
        Events tests = run(Faithful.class);

        assertThat(tests.succeeded().count()).isGreaterThan(25);
        assertThat(failedTests(tests)).isEmpty();
        assertThat(tests.skipped().count() + tests.aborted().count()).isZero();
    }

    @Test
    void isBrokenByAStoreThatForgetsALedger() {
        assertThat(failedTests(run(ForgettingALedger.class)))
                .contains("keepsLedgersOfEveryShape", "keepsTheLastLedgerOfADiner", "agreesWithTheRecountThroughCrashesAndRepeats");
    }

    @Test
    void isBrokenByAStoreThatTakesLedgersForAsNewAsCounts() {
        assertThat(failedTests(run(TakingLedgersForNew.class)))
                .containsExactlyInAnyOrder("movesSeveralPartitionsInOneStep", "tellsBeforeWhichPositionLedgersKnowAllRecords");
    }

    @Test
    void isBrokenByAStoreThatMovesWhatItCanOfSeveralPartitions() {
        assertThat(failedTests(run(MovingWhatItCan.class))).containsExactly("movesNoneOfSeveralPartitionsWhenOneStandsElsewhere");
    }

    @Test
    void isBrokenByAStoreThatForgetsACount() {
        assertThat(failedTests(run(ForgettingACount.class)))
                .contains("addsABatchAndMovesThePosition", "showsAllDetailsOfAllAreas", "agreesWithTheRecountThroughCrashesAndRepeats");
    }

    @Test
    void isBrokenByAStoreThatIgnoresThePosition() {
        assertThat(failedTests(run(IgnoringThePosition.class)))
                .contains(
                        "countsABatchOnceWhenItIsRepeated",
                        "writesNothingUnlessItStandsWhereTheBatchStarts",
                        "agreesWithTheRecountThroughCrashesAndRepeats");
    }

    @Test
    void isBrokenByAStoreThatIgnoresTheLog() {
        assertThat(failedTests(run(IgnoringTheLog.class))).contains("refusesABatchOfAnotherLog");
    }

    @Test
    void isBrokenByAStoreThatWritesHalfOfABadBatch() {
        assertThat(failedTests(run(WritingHalf.class))).containsExactly("writesNothingOfABatchThatWouldTakeACountBelowZero");
    }

    @Test
    void isBrokenByAStoreThatForgetsToMove() {
        assertThat(failedTests(run(StandingStill.class)))
                .contains("movesThePositionPastRecordsThatChangeNothing", "addsABatchAndMovesThePosition");
    }

    @Test
    void isBrokenByAStoreThatWritesToAnotherViewThanItsOwn() {
        assertThat(failedTests(run(WritingToWhateverIsLive.class))).containsExactly("writesNothingToAViewThatWasReplaced");
    }

    @Test
    void isBrokenByAViewThatGoesLiveThoughItIsBehind() {
        assertThat(failedTests(run(GoingBack.class))).contains("neverSwitchesToAViewThatIsBehindInAnyPartition");
    }

    @Test
    void isBrokenByAViewThatDoesNotHoldTheLiveOne() {
        assertThat(failedTests(run(NeverHolding.class))).containsExactly("takesNoBatchIntoTheLiveViewWhileItIsHeldForTheSwitch");
    }

    private static Events run(Class<? extends CountStoreContract> contract) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(contract)).execute().testEvents();
    }

    /** Names of the test methods that failed at least once. */
    private static Set<String> failedTests(Events tests) {
        return tests.failed().stream()
                .map(event -> event.getTestDescriptor().getSource().orElseThrow())
                .map(source -> ((MethodSource) source).getMethodName())
                .collect(Collectors.toSet());
    }

    /** The memory stores, with something done to what reaches them. */
    private abstract static class Bent extends CountStoreContract implements CountStores {

        final InMemoryCountStores all = new InMemoryCountStores(new InMemoryCountStore());

        @Override
        protected CountStores stores() {
            return this;
        }

        @Override
        protected CountView view() {
            return all;
        }

        @Override
        public CountStore live() {
            return new BentStore(all.live());
        }

        @Override
        public Optional<NewView> build() {
            return all.build();
        }

        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            return kept.apply(batch);
        }

        private final class BentStore implements CountStore {

            private final InMemoryCountStore kept;

            private BentStore(InMemoryCountStore kept) {
                this.kept = kept;
            }

            @Override
            public ApplyResult apply(CountBatch batch) {
                return Bent.this.apply(kept, batch);
            }

            @Override
            public Optional<StoredPosition> position(int partition) {
                return kept.position(partition);
            }

            @Override
            public Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
                return kept.ledgers(diners);
            }
        }
    }

    static class Faithful extends Bent {}

    static class ForgettingALedger extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            List<DinerLedger> rest = batch.ledgers().stream().skip(1).toList();
            return kept.apply(new CountBatch(batch.log(), batch.advances(), rest, batch.changes()));
        }
    }

    static class TakingLedgersForNew extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            List<Advance> advances = batch.advances().stream()
                    .map(advance -> new Advance(
                            advance.partition(), advance.from(), advance.to(), advance.to(), advance.latestReceivedAtMillis()))
                    .toList();
            return kept.apply(with(batch, batch.log(), advances, batch.changes().toMap()));
        }
    }

    static class MovingWhatItCan extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            ApplyResult result = kept.apply(batch);
            if (result instanceof ApplyResult.PositionDiffers && batch.advances().size() > 1) {
                batch.advances().forEach(advance -> kept.apply(with(batch, batch.log(), List.of(advance), Map.of())));
            }
            return result;
        }
    }

    static class ForgettingACount extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            return kept.apply(with(batch, batch.log(), batch.advances(), withoutOne(batch.changes().toMap())));
        }
    }

    static class IgnoringThePosition extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            List<Advance> advances = batch.advances().stream()
                    .map(advance -> {
                        long stored = kept.position(advance.partition()).map(StoredPosition::next).orElse(0L);
                        return moved(advance, stored, Math.max(stored, advance.to()));
                    })
                    .toList();
            return kept.apply(with(batch, batch.log(), advances, batch.changes().toMap()));
        }
    }

    static class IgnoringTheLog extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            return kept.apply(with(batch, LOG, batch.advances(), batch.changes().toMap()));
        }
    }

    static class StandingStill extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            return kept.apply(with(batch, batch.log(), standing(batch), batch.changes().toMap()));
        }
    }

    static class WritingHalf extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            try {
                return kept.apply(batch);
            } catch (StoreDamagedException e) {
                Map<CountKey, Long> half = new HashMap<>(batch.changes().toMap());
                half.values().removeIf(change -> change < 0);
                kept.apply(with(batch, batch.log(), standing(batch), half));
                throw e;
            }
        }
    }

    static class WritingToWhateverIsLive extends Bent {

        @Override
        ApplyResult apply(InMemoryCountStore kept, CountBatch batch) {
            return all.live().apply(batch);
        }
    }

    static class GoingBack extends Bent {

        @Override
        public Optional<NewView> build() {
            return all.build().map(view -> new BoldView(view, Set.of(0, 1, 2)));
        }
    }

    static class NeverHolding extends Bent {

        @Override
        public Optional<NewView> build() {
            return all.build().map(view -> new BoldView(view, Set.of()));
        }
    }

    /** Holds nothing, and goes live whatever it lacks in some partitions. */
    private record BoldView(NewView view, Set<Integer> forgiven) implements NewView {

        @Override
        public long number() {
            return view.number();
        }

        @Override
        public CountStore store() {
            return view.store();
        }

        @Override
        public void keepAlive() {
            view.keepAlive();
        }

        @Override
        public void holdLive(Duration atMost) {}

        @Override
        public SwitchResult goLive(int partitions, Set<Integer> lostPartitions) {
            return view.goLive(partitions, forgiven.isEmpty() ? lostPartitions : forgiven);
        }

        @Override
        public void removeOthers(LongConsumer removed) {
            view.removeOthers(removed);
        }

        @Override
        public void close() {
            view.close();
        }
    }

    private static CountBatch with(CountBatch batch, LogId log, List<Advance> advances, Map<CountKey, Long> changes) {
        return new CountBatch(log, advances, batch.ledgers(), CountChanges.of(changes));
    }

    private static List<Advance> standing(CountBatch batch) {
        return batch.advances().stream()
                .map(advance -> moved(advance, advance.from(), advance.from()))
                .toList();
    }

    private static Advance moved(Advance advance, long from, long to) {
        return new Advance(
                advance.partition(), from, to, Math.min(to, advance.ledgersFrom()), advance.latestReceivedAtMillis());
    }

    private static <K, V> Map<K, V> withoutOne(Map<K, V> map) {
        Map<K, V> rest = new HashMap<>(map);
        map.keySet().stream().findFirst().ifPresent(rest::remove);
        return rest;
    }
}
