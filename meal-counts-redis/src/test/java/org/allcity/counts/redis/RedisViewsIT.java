package org.allcity.counts.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.ApplyResult.PositionDiffers;
import org.allcity.counts.ApplyResult.Superseded;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.LogId;
import org.allcity.counts.Measure;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.NewView;
import org.allcity.counts.NewView.SwitchResult;
import org.allcity.counts.NewView.SwitchResult.Switched;
import org.allcity.counts.Place;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.StoreDamagedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views beside one another, beyond the contract: readers go over, and a damaged pointer is no reason not to rebuild. */
@Tag("redis")
class RedisViewsIT {

    private static final LogId LOG = new LogId("cluster-1", "topic-1", 1);

    private static TestRedis redis;
    private static RedisCounts counts;

    @BeforeAll
    static void connect(@TempDir Path directory) {
        redis = TestRedis.start(directory);
        counts = RedisCounts.connect(redis.client(), "330100", Duration.ofSeconds(10));
    }

    @AfterAll
    static void close() {
        counts.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.commands().flushall();
    }

    @Test
    void showsOneViewAtATimeWhileViewsAreSwitched() {
        int switches = 40;
        apply(counts.live(), 0, 1, 1);
        // The view number n has n meals at each of n points, and stands at n.
        CompletableFuture<Void> rebuilding = CompletableFuture.runAsync(() -> {
            for (int number = 2; number <= switches; number++) {
                try (NewView built = counts.build().orElseThrow()) {
                    apply(built.store(), 0, number, number);
                    assertThat(built.goLive(1, Set.of())).isEqualTo(new Switched(number - 1, true));
                }
                for (String key : redis.commands().keys("{330100}:" + (number - 1) + ":*")) {
                    redis.commands().unlink(key);
                }
            }
        });

        long position = 1;
        int readings = 0;
        while (!rebuilding.isDone()) {
            Reading<MealCell> reading = counts.view().meals(Batches.DAY, Batches.DAY, "330100", AreaLevel.POINT);
            long now = reading.positions().get(0);
            assertThat(now).isGreaterThanOrEqualTo(position);
            assertThat(reading.cells()).hasSize((int) now).allMatch(cell -> cell.count() == now);
            position = now;
            readings++;
        }

        rebuilding.join();
        assertThat(counts.view().positions()).isEqualTo(Map.of(0, (long) switches));
        assertThat(readings).isGreaterThan(switches / 4);
    }

    @Test
    void startsAtTheBeginningWhenAllIsFlushedUnderAStoreOfALaterView() {
        apply(counts.live(), 0, 1, 1);
        try (NewView built = counts.build().orElseThrow()) {
            apply(built.store(), 0, 2, 1);
            built.goLive(1, Set.of());
        }
        CountStore store = counts.live();
        apply(store, 2, 3, 1);

        redis.commands().flushall();

        assertThat(store.apply(batch(3, 4, 1))).isEqualTo(new Superseded());
        assertThat(counts.live().position(0)).isEmpty();
        assertThat(counts.live().apply(batch(3, 4, 1))).isEqualTo(new PositionDiffers(0));
        apply(counts.live(), 0, 4, 1);
        assertThat(redis.commands().get("{330100}:view")).isEqualTo("1");
        assertThat(counts.view().positions()).isEqualTo(Map.of(0, 4L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{330100}:schema", "{330100}:view", "{330100}:1:log", "{330100}:1:positions"})
    void canBeRebuiltWhereAKeyOfTheWholeIsOfAnotherType(String key) {
        apply(counts.live(), 0, 5, 1);
        redis.commands().del(key);
        redis.commands().zadd(key, 1, "planted");
        assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> counts.live().position(0));

        rebuild(3, key.endsWith("schema"));

        assertThat(counts.view().positions()).isEqualTo(Map.of(0, key.endsWith("schema") ? 5L : 3L));
        assertThat(counts.live().position(0)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "x", "07", "-1", "1 2", "99999999999999999999"})
    void canBeRebuiltWhereThePointerIsNoNumber(String planted) {
        apply(counts.live(), 0, 5, 1);
        redis.commands().set("{330100}:view", planted);
        assertThatExceptionOfType(StoreDamagedException.class).isThrownBy(() -> counts.live().position(0));

        rebuild(3, false);

        assertThat(counts.view().positions()).isEqualTo(Map.of(0, 3L));
    }

    @Test
    void neverBuildsIntoAViewThatHasKeys() {
        apply(counts.live(), 0, 5, 1);
        redis.commands().set("{330100}:2:log", LOG.toString());
        redis.commands().hset("{330100}:3:positions", "0", "5");

        try (NewView built = counts.build().orElseThrow()) {
            assertThat(built.number()).isEqualTo(4);
        }
    }

    @Test
    void letsAnotherBuilderBeginOnceTheFirstFellSilent() {
        NewView silent = counts.build().orElseThrow();
        silent.keepAlive();
        long lifetime = redis.commands().pttl("{330100}:builder");
        assertThat(lifetime).isBetween(1L, NewView.ALIVE_FOR.toMillis());
        assertThat(counts.build()).isEmpty();

        redis.commands().pexpire("{330100}:builder", 1);
        await().atMost(10, SECONDS).until(() -> redis.commands().exists("{330100}:builder") == 0);

        try (NewView second = counts.build().orElseThrow()) {
            silent.keepAlive();
            silent.close();
            assertThat(redis.commands().exists("{330100}:builder")).as("the second's").isEqualTo(1);
            assertThat(silent.store().apply(batch(0, 1, 1))).isEqualTo(new Superseded());
            assertThat(silent.goLive(1, Set.of())).isEqualTo(new SwitchResult.Superseded());
            apply(second.store(), 0, 1, 1);
        }
    }

    /** As a rebuild would do that finds fewer records in the log. */
    private static void rebuild(long to, boolean compared) {
        try (NewView built = counts.build().orElseThrow()) {
            apply(built.store(), 0, to, 1);
            SwitchResult result = built.goLive(1, Set.of());
            if (compared) {
                assertThat(result).isInstanceOf(SwitchResult.Behind.class);
                apply(built.store(), to, 5, 1);
                result = built.goLive(1, Set.of());
            }
            assertThat(result).isInstanceOfSatisfying(Switched.class, switched ->
                    assertThat(switched.compared()).isEqualTo(compared));
        }
    }

    private static void apply(CountStore store, long from, long to, int points) {
        assertThat(store.apply(batch(from, to, points))).isEqualTo(new Applied());
    }

    /** Adds as many meals as positions at each of some points. */
    private static CountBatch batch(long from, long to, int points) {
        Map<CountKey, Long> changes = new HashMap<>();
        for (int point = 0; point < points; point++) {
            Place place = new Place("330106003", String.format("330106-%04d", point));
            changes.put(
                    new CountKey.Meals(
                            Batches.DAY, place, MealPeriod.LUNCH, ServiceMode.DINE_IN, DinerGroup.AGE_60_79, Measure.MEALS),
                    to - from);
        }
        return new CountBatch(LOG, 0, from, to, Batches.NOON, Map.of(), changes);
    }
}
