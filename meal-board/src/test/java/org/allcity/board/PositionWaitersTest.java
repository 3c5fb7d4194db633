package org.allcity.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.memory.InMemoryCountStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PositionWaitersTest {

    private static final int WAITERS_MAX = 3;

    private final CityOfFacts city = new CityOfFacts();
    private final StoreSwitch store = new StoreSwitch(city.store());
    private final PositionWaiters waiters = new PositionWaiters(store, Duration.ofMillis(2), WAITERS_MAX);

    @AfterEach
    void close() {
        waiters.close();
    }

    @Test
    void tellsAtOnceWhenTheRecordIsInTheCounts() throws Exception {
        city.pass(3, 8);

        reached(awaited(3, 7, "PT30S")).get(5, TimeUnit.SECONDS);

        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void waitsForTheRecordAfterTheLastOne() throws Exception {
        city.pass(3, 7);
        CompletableFuture<Void> reached = reached(awaited(3, 7, "PT30S"));
        int reads = store.reads();
        await().until(() -> store.reads() > reads + 3);
        assertThat(reached).isNotDone();

        city.pass(3, 1);

        reached.get(5, TimeUnit.SECONDS);
    }

    @Test
    void waitsForAllPartitionsAsked() throws Exception {
        CompletableFuture<Void> reached =
                reached(new Awaited(new TreeMap<>(Map.of(1, 0L, 2, 0L)), Duration.ofSeconds(30)));
        city.pass(1, 1);
        int reads = store.reads();
        await().until(() -> store.reads() > reads + 3);
        assertThat(reached).isNotDone();

        city.pass(2, 1);

        reached.get(5, TimeUnit.SECONDS);
    }

    @Test
    void saysWhereTheCountsStandWhenTimeIsUp() {
        city.pass(3, 5);

        assertThatThrownBy(() -> reached(awaited(3, 9, "PT0.05S")).get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NotReachedException.class)
                .hasMessageStartingWith("after: 3:9 while the counts stand at 5 (expected: beyond it within PT0.05S");
    }

    @Test
    void failsThoseWhoWaitWhenThePositionsCannotBeRead() {
        CompletableFuture<Void> reached = reached(awaited(3, 9, "PT30S"));

        store.away();

        assertThatThrownBy(() -> reached.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void boundsHowManyWait() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITERS_MAX; i++) {
            waiting.add(reached(awaited(0, i, "PT30S")));
        }
        assertThat(waiters.waiting()).isEqualTo(WAITERS_MAX);

        assertThatThrownBy(() -> waiters.reached(awaited(0, 99, "PT30S")))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("at most 3");

        city.pass(0, WAITERS_MAX);
        waiting.forEach(CompletableFuture::join);
    }

    @Test
    void asksForPositionsOnlyWhileSomeoneWaits() throws Exception {
        city.pass(0, 1);
        reached(awaited(0, 0, "PT30S")).get(5, TimeUnit.SECONDS);
        // One more question may have been under way.
        int reads = store.reads() + 1;

        await().during(Duration.ofMillis(100)).atMost(Duration.ofSeconds(5)).until(() -> store.reads() <= reads);
    }

    @Test
    void asksForAllWhoWaitTogether() throws Exception {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITERS_MAX; i++) {
            waiting.add(reached(awaited(0, i, "PT0.2S")));
        }

        for (CompletableFuture<Void> reached : waiting) {
            assertThatThrownBy(() -> reached.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(NotReachedException.class);
        }

        // 200 ms at one question each 2 ms, however many wait.
        assertThat(store.reads()).isBetween(2, 110);
    }

    @Test
    void letsNobodyWaitOnceItIsClosed() {
        CompletableFuture<Void> reached = reached(awaited(0, 0, "PT30S"));

        waiters.close();

        assertThat(reached).isCompletedExceptionally();
        assertThatThrownBy(() -> waiters.reached(awaited(0, 0, "PT30S"))).isInstanceOf(BusyException.class);
    }

    @Test
    void answersFromCountsThatIncludeTheRecordEvenIfTheStoreIsSetBackMeanwhile() throws Exception {
        city.pass(0, 5);
        InMemoryCountStore setBack = new CityOfFacts().store();
        List<Integer> tries = new ArrayList<>();
        AwaitedAnswers answers = new AwaitedAnswers(waiters, Runnable::run);

        Answer answer = answers.get(awaited(0, 4, "PT20S"), () -> {
                    tries.add(0);
                    return new Answer(
                            "test",
                            new SettableClock().instant(),
                            tries.size() == 1 ? setBack.positions() : store.positions(),
                            new Table(List.of("meals"), List.of()));
                })
                .get(5, TimeUnit.SECONDS);

        assertThat(answer.positions()).containsEntry(0, 5L);
        assertThat(tries).hasSize(2);
    }

    private CompletableFuture<Void> reached(Awaited awaited) {
        return waiters.reached(awaited).toCompletableFuture();
    }

    private static Awaited awaited(int partition, long position, String patience) {
        return new Awaited(new TreeMap<>(Map.of(partition, position)), Duration.parse(patience));
    }
}
