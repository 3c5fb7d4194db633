package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.allcity.counts.memory.InMemoryCountStore;
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

    /** The memory store, with something done to what reaches it. */
    private abstract static class Bent extends CountStoreContract implements CountStore {

        final InMemoryCountStore kept = new InMemoryCountStore();

        @Override
        protected CountStore store() {
            return this;
        }

        @Override
        protected CountView view() {
            return kept;
        }

        @Override
        public ApplyResult apply(CountBatch batch) {
            return kept.apply(batch);
        }

        @Override
        public Optional<StoredPosition> position(int partition) {
            return kept.position(partition);
        }

        @Override
        public Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
            return kept.ledgers(diners);
        }

        long stored(CountBatch batch) {
            return kept.position(batch.partition()).map(StoredPosition::next).orElse(0L);
        }
    }

    static class Faithful extends Bent {}

    static class ForgettingALedger extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            return kept.apply(new CountBatch(
                    batch.log(),
                    batch.partition(),
                    batch.from(),
                    batch.to(),
                    batch.latestReceivedAt(),
                    withoutOne(batch.ledgers()),
                    batch.changes()));
        }
    }

    static class ForgettingACount extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            return kept.apply(with(batch, batch.log(), batch.from(), batch.to(), withoutOne(batch.changes())));
        }
    }

    static class IgnoringThePosition extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            long stored = stored(batch);
            return kept.apply(with(batch, batch.log(), stored, Math.max(stored, batch.to()), batch.changes()));
        }
    }

    static class IgnoringTheLog extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            return kept.apply(with(batch, LOG, batch.from(), batch.to(), batch.changes()));
        }
    }

    static class StandingStill extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            return kept.apply(with(batch, batch.log(), batch.from(), batch.from(), batch.changes()));
        }
    }

    static class WritingHalf extends Bent {

        @Override
        public ApplyResult apply(CountBatch batch) {
            try {
                return kept.apply(batch);
            } catch (StoreDamagedException e) {
                Map<CountKey, Long> half = new HashMap<>(batch.changes());
                half.values().removeIf(change -> change < 0);
                kept.apply(with(batch, batch.log(), batch.from(), batch.from(), half));
                throw e;
            }
        }
    }

    private static CountBatch with(CountBatch batch, LogId log, long from, long to, Map<CountKey, Long> changes) {
        return new CountBatch(log, batch.partition(), from, to, batch.latestReceivedAt(), batch.ledgers(), changes);
    }

    private static <K, V> Map<K, V> withoutOne(Map<K, V> map) {
        Map<K, V> rest = new HashMap<>(map);
        map.keySet().stream().findFirst().ifPresent(rest::remove);
        return rest;
    }
}
