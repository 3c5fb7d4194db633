package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.Place;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.TooMuchAskedException;
import org.allcity.counts.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readings promise beyond the contract: one instant, and a bound. */
@Tag("redis")
class RedisCountViewIT {

    private static final LocalDate DAY = Batches.DAY;

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
    void showsCountsAndPositionOfOneInstantWhileNewPointsComeUp() {
        int meals = 5000;
        int mealsPerNewPoint = 50;
        // Each batch moves the position by one and adds one meal, now and then at a point that had none.
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int meal = 0; meal < meals; meal++) {
                Map<CountKey, Long> changes = Map.of(meals(DAY, point(meal / mealsPerNewPoint)), 1L);
                assertThat(counts.live().apply(batch(meal, meal + 1, changes))).isEqualTo(new Applied());
            }
        });

        long position = 0;
        int readingsUnderWay = 0;
        while (position < meals) {
            Reading<MealCell> reading = counts.view().meals(DAY, DAY, "330100", AreaLevel.POINT);
            position = reading.positions().getOrDefault(0, 0L);
            assertThat(reading.cells().stream().mapToLong(MealCell::count).sum()).isEqualTo(position);
            readingsUnderWay += position > 0 && position < meals ? 1 : 0;
            assertThat(writer).as("writer").isNotCompletedExceptionally();
        }

        writer.join();
        assertThat(readingsUnderWay).isGreaterThan(10);
    }

    @Test
    void readsAsMuchAsItMayAndNoMore() {
        // 100 days of November to March, 200 points.
        LocalDate last = DAY.plusDays(99);
        Map<CountKey, Long> changes = new HashMap<>();
        for (int point = 0; point < 200; point++) {
            for (LocalDate day = DAY; !day.isAfter(last); day = day.plusDays(1)) {
                changes.put(meals(day, point(point)), 1L);
            }
        }
        counts.live().apply(batch(0, 1, changes));

        Reading<MealCell> reading = counts.view().meals(DAY, last, "330100", AreaLevel.POINT);
        assertThat(reading.cells()).hasSize(RedisCountView.HASHES_MAX);

        assertThatExceptionOfType(TooMuchAskedException.class)
                .isThrownBy(() -> counts.view().meals(DAY, last.plusDays(1), "330100", AreaLevel.POINT))
                .withMessage("reading: 20200 hashes (expected: at most 20000; narrow the dates or the area)");
        assertThat(counts.view().meals(DAY, last.plusDays(1), "330100", AreaLevel.DISTRICT).cells()).hasSize(100);
    }

    @Test
    void refusesSpansOfMillenniaAtOnce() {
        assertThatExceptionOfType(TooMuchAskedException.class)
                .isThrownBy(() -> counts.view().meals(LocalDate.MIN, LocalDate.MAX, "330106", AreaLevel.DISTRICT));
        assertThat(counts.view().meals(LocalDate.MAX, LocalDate.MIN, "330106", AreaLevel.DISTRICT).cells()).isEmpty();
    }

    @Test
    void refusesDetailThatIsWiderThanTheArea() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counts.view().meals(DAY, DAY, "330106003", AreaLevel.DISTRICT))
                .withMessage("detail: DISTRICT (expected: not wider than the area 330106003)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counts.view().persons(Window.of(Window.Kind.DAY, DAY), "330106", AreaLevel.CITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counts.view().meals(DAY, DAY, "330100", AreaLevel.CITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> counts.view().meals(DAY, DAY, "Xihu", AreaLevel.POINT));
    }

    private static CountBatch batch(long from, long to, Map<CountKey, Long> changes) {
        return new CountBatch(Batches.LOG, 0, from, to, Batches.NOON, Map.of(), changes);
    }

    private static CountKey meals(LocalDate day, Place place) {
        return new CountKey.Meals(
                day, place, MealPeriod.LUNCH, ServiceMode.DINE_IN, DinerGroup.AGE_60_79, Measure.MEALS);
    }

    private static Place point(int number) {
        return new Place("330106003", String.format("330106-%04d", number));
    }
}
