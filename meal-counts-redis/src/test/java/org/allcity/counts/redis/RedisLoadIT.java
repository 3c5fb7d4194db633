package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.Place;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The greatest batches go through in one script: beyond every limit of Lua's unpack() and of MessagePack's short forms. */
@Tag("redis")
class RedisLoadIT {

    private static final int DINERS = 10_000;

    @Test
    void appliesTensOfThousandsOfLedgersAndCountsAtOnce(@TempDir Path directory) {
        List<Fact> facts = new ArrayList<>();
        for (int number = 0; number < DINERS; number++) {
            Place place = new Place(String.format("3301060%02d", number % 100), String.format("330106-%04d", number));
            facts.add(Batches.served(DinerId.registered(new UUID(1, number)), number, place));
        }
        Map<CountKey, Long> changes = new HashMap<>(Batches.batch(0, 0, 0, Map.of(), facts).changes().toMap());
        for (int district = 1; district <= 99; district++) {
            for (int quarter = 0; quarter < CountKey.Curve.QUARTERS_PER_DAY; quarter++) {
                changes.put(new CountKey.Curve(Batches.DAY.plusDays(1), String.format("3301%02d", district), quarter), 1L);
            }
        }
        CountBatch batch = new CountBatch(
                Batches.LOG, 0, 0, DINERS, Batches.NOON, Batches.ledgers(Batches.batch(0, 0, 0, Map.of(), facts)), changes);
        assertThat(batch.ledgers()).hasSize(DINERS);
        assertThat(batch.changes().toMap()).hasSizeGreaterThan(70_000);

        try (TestRedis redis = TestRedis.start(directory);
                RedisCounts counts = RedisCounts.connect(redis.client(), "330100", Duration.ofSeconds(60))) {
            assertThat(counts.live().apply(batch)).isEqualTo(new Applied());

            assertThat(counts.live().ledgers(Batches.ledgers(batch).keySet())).isEqualTo(Batches.ledgers(batch));
            assertThat(counts.view().meals(Batches.DAY, Batches.DAY, "330100", AreaLevel.POINT).cells()).hasSize(DINERS);
            assertThat(counts.view().meals(Batches.DAY, Batches.DAY, "330106", AreaLevel.DISTRICT).cells())
                    .singleElement()
                    .satisfies(cell -> assertThat(cell.count()).isEqualTo(DINERS));
            assertThat(counts.view().curve(Batches.DAY.plusDays(1)).cells()).hasSize(99 * 96);
        }
    }
}
