package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis does not roll scripts back: whatever a batch meets, it is written as a whole or not at all. */
@Tag("redis")
class RedisDamageIT {

    private static final String POINT_DAY = "{330100}:1:day:20261123:330106003:330106-0042";
    private static final String DINER_KEY = "{330100}:1:diner:_ty6mHZUMhAA_wD_AP8A_w";

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
    void oneBatch() {
        redis.commands().flushall();
        assertThat(counts.live().apply(Batches.everyKind())).isEqualTo(new Applied());
    }

    @Test
    void appliesTheSecondBatchWhenNothingIsDamaged() {
        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{330100}:schema",
        "{330100}:view",
        "{330100}:1:log",
        "{330100}:1:positions",
        "{330100}:1:ledgers",
        "{330100}:1:asof",
        POINT_DAY,
        "{330100}:1:day:20261123:330106004:330106-0043",
        "{330100}:1:day:20261123:330106003",
        "{330100}:1:day:20261123:330106",
        "{330100}:1:day:20261123:330100",
        "{330100}:1:month:202611:330106004:330106-0043",
        "{330100}:1:month:202611:330106004",
        "{330100}:1:month:202611:330106",
        "{330100}:1:month:202611:330100",
        "{330100}:1:year:2026:330106004:330106-0043",
        "{330100}:1:year:2026:330106004",
        "{330100}:1:year:2026:330106",
        "{330100}:1:year:2026:330100",
        "{330100}:1:curve:20261123",
        "{330100}:1:points:202611",
        "{330100}:1:points:2026",
    })
    void writesNothingWhenAKeyIsOfAnotherType(String key) {
        assertThat(redis.commands().keys("*")).as("all kinds").hasSize(23);
        redis.commands().del(key);
        redis.commands().zadd(key, 1, "planted");

        assertRefusedWhole(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {DINER_KEY, "{330100}:1:order:_____________________w"})
    void writesALedgerOverAKeyOfAnotherType(String key) {
        counts.live().apply(Batches.everyKindAgain());
        Map<String, String> expected = redis.dump();
        oneBatch();
        redis.commands().del(key);
        redis.commands().zadd(key, 1, "planted");

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());

        assertThat(redis.dump()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", " 7", "7 ", "1.5", "-1", "+1", "1e3", "0x10", "nan", "inf", "7\n", "9007199254740992", "99999999999999999999"})
    void writesNothingWhenACountIsNoNumberOrTooGreatToBeExact(String planted) {
        redis.commands().hset(POINT_DAY, "LI6m", planted);

        assertRefusedWhole(POINT_DAY);
    }

    @ParameterizedTest
    @CsvSource({"{330100}:1:positions, 0x2", "{330100}:1:positions, 02", "{330100}:1:positions, two", "{330100}:1:asof, soon"})
    void writesNothingWhenAPositionOrTimeIsNoNumber(String key, String planted) {
        redis.commands().hset(key, "0", planted);

        assertRefusedWhole(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{330100}:schema", "{330100}:view", "{330100}:1:log", "{330100}:1:positions", "{330100}:1:ledgers"})
    void writesAndReadsNothingWhenAKeyOfTheWholeIsGone(String key) {
        redis.commands().del(key);

        assertRefusedWhole(key);
        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.live().position(0))
                .withMessageStartingWith(key + ": missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "-1", "2147483648", "99999999999999999999"})
    void readsNothingBesidePositionsOfWhatIsNoPartition(String partition) {
        redis.commands().hset("{330100}:1:positions", partition, "7");

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.view().positions())
                .withMessageStartingWith("{330100}:1:positions: " + partition);
    }

    @Test
    void writesNothingWhenCountsAreThereThatNoPositionSpeaksOf() {
        redis.commands().del("{330100}:schema", "{330100}:view", "{330100}:1:log", "{330100}:1:positions", "{330100}:1:ledgers", "{330100}:1:asof");
        Map<String, String> before = redis.dump();

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.live().apply(Batches.everyKind()))
                .withMessageContaining("{330100}:schema: missing beside {330100}:");

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void goesOnFromTheLayoutBeforeInWhichLedgersWereAsNewAsCounts() {
        redis.commands().del("{330100}:1:ledgers");
        redis.commands().set("{330100}:schema", "1");
        assertThat(counts.live().position(0)).contains(new StoredPosition(Batches.LOG.toString(), 2, 2));
        // Boards are replaced before aggregators.
        assertThat(counts.view().positions()).containsEntry(0, 2L);

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());

        assertThat(redis.commands().get("{330100}:schema")).isEqualTo("2");
        assertThat(counts.live().position(0)).contains(new StoredPosition(Batches.LOG.toString(), 4, 4));
    }

    @Test
    void goesOnFromTheLayoutBeforeInPartitionsThatItsFirstBatchLeavesAlone() {
        redis.commands().hset("{330100}:1:positions", "5", "7");
        redis.commands().del("{330100}:1:ledgers");
        redis.commands().set("{330100}:schema", "1");

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());

        assertThat(counts.live().position(5)).contains(new StoredPosition(Batches.LOG.toString(), 7, 7));
    }

    @Test
    void countsUpToTheLastExactNumber() {
        redis.commands().hset(POINT_DAY, "LI6m", "9007199254740990");

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());

        assertThat(redis.commands().hget(POINT_DAY, "LI6m")).isEqualTo("9007199254740991");
    }

    @ParameterizedTest
    @ValueSource(strings = {POINT_DAY, "{330100}:1:positions", "{330100}:1:points:202611", "{330100}:schema"})
    void readsNothingFromAKeyOfAnotherType(String key) {
        redis.commands().del(key);
        redis.commands().zadd(key, 1, "planted");

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.view().meals(Batches.DAY, Batches.DAY, "330100", AreaLevel.POINT))
                .withMessageContaining(key)
                .withMessageContaining("WRONGTYPE");
    }

    @ParameterizedTest
    @CsvSource({"LI6m, x", "LI6m, -1", "LI6m, '1 2'", "LI6z, 1", "lunch, 1"})
    void readsNothingFromAHashWithWhatWasNeverWritten(String field, String value) {
        redis.commands().hset(POINT_DAY, field, value);

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.view().meals(Batches.DAY, Batches.DAY, "330100", AreaLevel.POINT))
                .withMessageContaining(POINT_DAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"330106:1131", "330106:2400", "330106", "330106:11:30"})
    void readsNothingFromACurveWithWhatWasNeverWritten(String field) {
        redis.commands().hset("{330100}:1:curve:20261123", field, "1");

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.view().curve(Batches.DAY))
                .withMessageContaining("{330100}:1:curve:20261123: field " + field);
    }

    @Test
    void readsNothingByASetOfPointsWithWhatWasNeverWritten() {
        redis.commands().sadd("{330100}:1:points:2026", "330106-0042");

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.view()
                        .persons(Window.of(Window.Kind.YEAR, Batches.DAY), "330100", AreaLevel.POINT))
                .withMessageContaining("{330100}:1:points:2026: 330106-0042");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a ledger"})
    void neverTakesAnUnreadableLedgerForAnEmptyOne(String planted) {
        redis.commands().set(DINER_KEY, planted);

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.live().ledgers(List.of(Batches.DINER)))
                .withMessageContaining(DINER_KEY);
    }

    @Test
    void neverTakesALedgerOfAnotherTypeForAnEmptyOne() {
        redis.commands().del(DINER_KEY);
        redis.commands().sadd(DINER_KEY, "planted");

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.live().ledgers(List.of(Batches.DINER)))
                .withMessageContaining(DINER_KEY);
    }

    /** By one who does not know the counts yet; who does writes over what is in a field, and mends it. */
    private static void assertRefusedWhole(String key) {
        Map<String, String> before = redis.dump();

        try (RedisCounts stranger = RedisCounts.connect(redis.client(), "330100", Duration.ofSeconds(10))) {
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(() -> stranger.live().apply(Batches.everyKindAgain()))
                    .withMessageContaining(key)
                    .satisfies(damaged -> assertThat(damaged.getMessage()).doesNotContain("\n"));
        }

        assertThat(redis.dump()).isEqualTo(before);
    }
}
