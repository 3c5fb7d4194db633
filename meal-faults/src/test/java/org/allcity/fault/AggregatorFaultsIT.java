package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of aggregators around the call that writes a batch. */
class AggregatorFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    private static final String SEEKS = "meals_aggregator_seeks_total";
    private static final String POSITION_DIFFERS = "cause=\"position_differs\"";

    private final RunningCity running = RunningCity.take();

    /** On which side of the script the aggregator ends. */
    private enum Moment {
        BEFORE,
        INSIDE,
        AFTER
    }

    @Test
    void countsOnceWhenAggregatorsAreKilledBeforeInsideAndAfterTheScriptCall() {
        int kills = Faults.count(3, 200);
        SplittableRandom random = new SplittableRandom(running.city().seed());
        for (int i = 0; i < kills; i++) {
            AggregatorBehindProxy victim = running.aggregators().get(i % 2);
            killAt(victim, Moment.values()[i % 3], 1 + random.nextInt(12));
            running.city().awaitFresh();
            victim.app().beginAgain();
            victim.app().awaitStarted();
        }

        running.proveExact(
                "aggregator killed -9 before, inside and after the script call",
                kills,
                "the group misses its member; the other one takes over");
    }

    /** Kills at exactly that side of its n-th call, and returns when it has ended. */
    private static void killAt(AggregatorBehindProxy victim, Moment moment, long n) {
        ChildProcess process = victim.app().process();
        AtomicBoolean killing = new AtomicBoolean();
        AtomicBoolean killed = new AtomicBoolean();
        victim.proxy().scripts().set(new ScriptFault() {
            @Override
            public boolean goesUp(long call) {
                return !killsAt(Moment.BEFORE, call);
            }

            @Override
            public boolean comesDown(long call, String answer) {
                return !killsAt(Moment.INSIDE, call);
            }

            @Override
            public void cameDown(long call) {
                killsAt(Moment.AFTER, call);
            }

            private boolean killsAt(Moment now, long call) {
                if (now != moment || call < n || !killing.compareAndSet(false, true)) {
                    return false;
                }
                process.kill9();
                killed.set(true);
                return true;
            }
        });
        await().atMost(SOON)
                .failFast("the aggregator ended by itself", () -> !process.isAlive() && !killing.get())
                .until(killed::get);
        victim.proxy().scripts().set(ScriptFault.NONE);
    }

    @Test
    void countsOnceWhenAnswersOfTheScriptAreLostAfterItRan() {
        int losses = Faults.count(20, 1_000);
        AtomicInteger lost = new AtomicInteger();
        SplittableRandom random = new SplittableRandom(running.city().seed());
        ScriptFault losing = new ScriptFault() {
            @Override
            public boolean comesDown(long call, String answer) {
                synchronized (random) {
                    return !answer.equals("APPLIED") || random.nextInt(3) != 0 || lost.incrementAndGet() > losses;
                }
            }
        };
        double seeksBefore = running.metric(SEEKS, "cause=\"store_unavailable\"");

        running.aggregators().forEach(aggregator -> aggregator.proxy().scripts().set(losing));

        await().atMost(SOON.plusMillis(200L * losses)).until(() -> lost.get() > losses);
        running.aggregators().forEach(aggregator -> aggregator.proxy().scripts().set(ScriptFault.NONE));
        running.city().awaitFresh();
        assertThat(running.metric(SEEKS, "cause=\"store_unavailable\"")).isGreaterThan(seeksBefore);
        running.proveExact("script's answer lost after it ran", losses, "seeks{cause=store_unavailable}");
    }

    @Test
    void refusesTheWritesOfAnAggregatorThatWasFrozenPastItsSession() {
        int freezes = Faults.count(1, 30);
        for (int i = 0; i < freezes; i++) {
            AggregatorBehindProxy zombie = running.aggregators().get(i % 2);
            HeldCall held = new HeldCall();
            zombie.proxy().scripts().set(held);
            await().atMost(SOON).until(held::isHolding);
            zombie.app().process().freeze();
            // Its partitions have moved when all is fresh again, so what it holds in its hand is of the past.
            running.city().awaitFresh();

            zombie.app().process().wake();
            held.release();

            await().atMost(SOON).until(() -> held.answer() != null);
            assertThat(held.answer()).isEqualTo("POSITION");
            zombie.proxy().scripts().set(ScriptFault.NONE);
            // It takes part again.
            await().atMost(SOON).until(() -> zombie.proxy().scripts().calls() > 0);
        }

        running.proveExact("aggregator frozen past its session, woken with a batch in its hand", freezes, "the script answers POSITION");
    }

    /** Holds one call on its way up, and remembers what became of it. */
    private static final class HeldCall implements ScriptFault {

        private final CountDownLatch released = new CountDownLatch(1);
        private final AtomicLong holding = new AtomicLong();
        private volatile @Nullable String answer;

        @Override
        public boolean goesUp(long call) {
            if (holding.compareAndSet(0, call)) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return true;
        }

        @Override
        public boolean comesDown(long call, String word) {
            if (call == holding.get()) {
                answer = word;
            }
            return true;
        }

        private boolean isHolding() {
            return holding.get() > 0;
        }

        private void release() {
            released.countDown();
        }

        private @Nullable String answer() {
            return answer;
        }
    }

    @Test
    @Tag("slow")
    void countsOnceWhenTwoGroupsCountTheSamePartitionsAtFullSpeed() {
        int bursts = Faults.count(4, 60);
        double refusedBefore = running.metric(SEEKS, POSITION_DIFFERS);
        try (AggregatorBehindProxy rival =
                AggregatorBehindProxy.begin(running.city(), running.redis().port(), "--meals.aggregator.group-id=rivals")) {
            rival.app().awaitStarted();
            await().atMost(SOON).until(() -> rival.proxy().scripts().calls() > 0);

            for (int i = 0; i < bursts; i++) {
                running.city().load().burst(1_000);
                running.city().awaitFresh();
            }
            int rounds = 0;
            do {
                // An aggregator that gave its call up does not hear the answer, and counts it as a store that was away.
                assertThat(rounds++).as("rounds without an aggregator that heard of a refusal").isLessThan(10);
                // Which group is faster depends on the machine; each has to be the late one too.
                refuseWhatIsLate(rival);
                refuseWhatIsLate(running.aggregators().get(0));
            } while (!isSoon(() -> running.metric(SEEKS, POSITION_DIFFERS) + rival.app().metric(SEEKS, POSITION_DIFFERS) > refusedBefore));
        }
        running.proveExact("two groups on the same partitions at full speed", bursts + 2, "seeks{cause=position_differs}");
    }

    /** Holds a call of one group until the other has counted the same records, then lets it go. */
    private void refuseWhatIsLate(AggregatorBehindProxy late) {
        HeldCall held;
        int tries = 0;
        do {
            assertThat(tries++).as("calls that were held for longer than their aggregator waits").isLessThan(10);
            held = new HeldCall();
            late.proxy().scripts().set(held);
            // Few, so that they are counted before the late aggregator gives its call up.
            running.city().load().burst(50);
            await().atMost(SOON).until(held::isHolding);
            running.city().awaitFresh();
            held.release();
        } while (!isAnswered(held));
        assertThat(held.answer()).isEqualTo("POSITION");
        late.proxy().scripts().set(ScriptFault.NONE);
    }

    private static boolean isAnswered(HeldCall held) {
        return isSoon(() -> held.answer() != null);
    }

    private static boolean isSoon(Callable<Boolean> condition) {
        try {
            await().atMost(Duration.ofSeconds(5)).until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
