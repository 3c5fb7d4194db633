package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of one redis-server and of the way to it. */
class RedisFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String GIVEN_BACK = "meals_aggregator_given_back_total";

    private final RunningCity running = RunningCity.take();
    private final SplittableRandom random = new SplittableRandom(running.city().seed());

    @Test
    void isExactWheneverRedisIsKilledWithItsFileSyncedEverySecond() {
        int kills = Faults.count(5, 200);
        for (int i = 0; i < kills; i++) {
            Faults.hold(Duration.ofMillis(random.nextInt(800)));
            running.redis().process().kill9();
            running.redis().start();
            running.city().awaitFresh();
        }

        running.proveExact("Redis killed -9, append-only file synced every second", kills, "waits: store_unavailable; seeks");
    }

    @Test
    void goesOnFromYesterdaysSnapshotWhenItIsRestoredUnderRunningAggregators() throws IOException {
        int restores = Faults.count(2, 40);
        for (int i = 0; i < restores; i++) {
            running.redis().ask(RedisCommands::save);
            SortedMap<Integer, Long> yesterday = running.city().positions();
            byte[] snapshot = Files.readAllBytes(running.redis().snapshotFile());
            running.city().load().burst(500);
            running.city().awaitProgress(FaultedCity.PARTITIONS);

            running.redis().process().kill9();
            Files.write(running.redis().snapshotFile(), snapshot);
            Files.delete(running.redis().appendOnlyFile());
            running.redis().configure(RedisProcess.SNAPSHOTS_ONLY);
            running.redis().start();
            running.redis().ask(redis -> redis.configSet("appendonly", "yes"));
            running.redis().configure(RedisProcess.APPEND_ONLY);

            running.city().awaitFresh();
            assertThat(running.city().positions()).allSatisfy((partition, next) ->
                    assertThat(next).isGreaterThan(yesterday.get(partition)));
        }

        running.proveExact("yesterday's RDB restored under running aggregators", restores, "seeks{cause=position_differs}");
    }

    @Test
    void countsTheWholeLogAgainAfterFlushall() {
        int flushes = Faults.count(2, 40);
        for (int i = 0; i < flushes; i++) {
            running.redis().ask(RedisCommands::flushall);
            running.city().awaitFresh();
        }

        running.proveExact("FLUSHALL", flushes, "seeks{cause=position_differs}, lag.records");
    }

    @Test
    void sendsTheScriptAgainAfterScriptFlush() {
        int flushes = Faults.count(20, 500);
        for (int i = 0; i < flushes; i++) {
            running.redis().ask(RedisCommands::scriptFlush);
            running.city().awaitProgress(1);
        }
        running.city().awaitFresh();

        assertThat(running.aggregators()).allSatisfy(aggregator ->
                assertThat(aggregator.proxy().scripts().answers("NOSCRIPT")).isPositive());
        running.proveExact("SCRIPT FLUSH", flushes, "nothing to see: the script is sent again");
    }

    @Test
    void waitsWhileRedisIsOutOfMemoryAndGoesOn() {
        int shortages = Faults.count(2, 40);
        for (int i = 0; i < shortages; i++) {
            double before = running.metric(GIVEN_BACK, "");
            running.redis().ask(redis -> redis.configSet("maxmemory", "1mb"));
            await().atMost(SOON).until(() -> running.metric(GIVEN_BACK, "") > before);
            running.redis().ask(redis -> redis.configSet("maxmemory", "0"));
            running.city().awaitFresh();
        }

        assertThat(logged("waits: store_unavailable: .*OOM")).isPositive();
        running.proveExact("Redis out of memory", shortages, "given.back; waits: store_unavailable: OOM");
    }

    @Test
    void waitsWhileTheDiskOfRedisIsFullAndGoesOn() throws IOException {
        int shortages = Faults.count(2, 40);
        for (int i = 0; i < shortages; i++) {
            double before = running.metric(GIVEN_BACK, "");
            running.redis().fullDisk(Files.size(running.redis().appendOnlyFile()) + random.nextInt(200_000));
            await().atMost(SOON).until(() -> running.metric(GIVEN_BACK, "") > before);
            if (i % 2 == 1) {
                // What the file could not take is lost now.
                running.redis().process().kill9();
                running.redis().start();
            } else {
                running.redis().roomOnDisk();
            }
            running.city().awaitFresh();
        }

        assertThat(logged("waits: store_unavailable: .*(MISCONF|AOF)")).isPositive();
        running.proveExact("disk of Redis full", shortages, "given.back; waits: store_unavailable: MISCONF");
    }

    @Test
    void goesOnAfterRedisWasPaused() {
        int pauses = Faults.count(1, 10);
        Duration pause = Faults.isLong() ? Duration.ofSeconds(20) : Duration.ofSeconds(5);
        for (int i = 0; i < pauses; i++) {
            running.redis().process().freeze();
            Faults.hold(pause);
            running.redis().process().wake();
            running.city().awaitFresh();
        }

        running.proveExact("Redis paused for " + pause.toSeconds() + " s", pauses, "waits: store_unavailable: no answer");
    }

    @Test
    @Tag("slow")
    void findsItsWayAgainWhenConnectionsLoseTheirOtherEnd() {
        int losses = Faults.count(2, 30);
        for (int i = 0; i < losses; i++) {
            running.aggregators().forEach(aggregator -> aggregator.proxy().goHalfOpen());
            Faults.hold(Duration.ofMillis(3_000 + random.nextInt(2_000)));
            running.aggregators().forEach(aggregator -> aggregator.proxy().heal());
            running.city().awaitFresh();
        }

        running.proveExact("connections to Redis half-open", losses, "waits: store_unavailable: no answer");
    }

    @Test
    void isExactThroughStormsOfResetsInTheMiddleOfMessages() {
        int resets = Faults.count(40, 2_000);
        int rate = running.city().load().rate();
        double before = running.metric(GIVEN_BACK, "");
        // So much that a connection is seldom at rest when it is reset.
        running.city().load().rate(5 * rate);
        for (int i = 0; i < resets; i++) {
            FaultProxy proxy = running.aggregators().get(i % 2).proxy();
            proxy.delay(Duration.ofMillis(random.nextInt(10)));
            proxy.resetAfter(random.nextInt(40_000));
            Faults.hold(Duration.ofMillis(random.nextInt(150)));
        }
        running.aggregators().forEach(aggregator -> aggregator.proxy().heal());
        running.city().load().rate(rate);
        running.city().awaitFresh();

        assertThat(running.metric(GIVEN_BACK, "")).as("records of calls that were cut").isGreaterThan(before);
        running.proveExact("connections to Redis reset, delayed and cut in the middle of messages", resets, "waits: store_unavailable");
    }

    @Test
    @Tag("slow")
    void findsRedisAgainSoonAfterALongAbsence() {
        Duration absence = Faults.isLong() ? Duration.ofSeconds(60) : Duration.ofSeconds(12);
        running.redis().process().kill9();
        Faults.hold(absence);
        running.redis().start();

        assertThat(running.city().awaitFresh()).isLessThan(Duration.ofSeconds(10));
        running.proveExact("Redis away for " + absence.toSeconds() + " s", 1, "waits: store_unavailable");
    }

    private long logged(String regex) {
        return running.aggregators().stream().mapToLong(aggregator -> aggregator.app().process().lines(regex).size()).sum();
    }
}
