package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.Area;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountStoreContract;
import org.allcity.counts.CountView;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.Window;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract when every batch, however small, is written from known counts; and what becomes of them when they are no longer true. */
@Tag("redis")
@Tag("once")
class KnownCountsIT extends CountStoreContract {

    private static final int ALWAYS = 0;
    /** Of the batches of the test, about half. */
    private static final int SOMETIMES = 8;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int DAYS = 3;
    private static final List<Place> PLACES = List.of(
            Batches.PLACE, new Place("330106003", "330106-0043"), new Place("330106004", "330106-0001"), new Place("330102001", "330102-0001"));

    private static TestRedis redis;
    private RedisCounts counts;
    private RedisCounts other;
    private RedisCounts mixing;
    private RedisCounts adding;

    @BeforeAll
    static void start(@TempDir Path directory) {
        redis = TestRedis.start(directory);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    /** Others for each test: a log's counts at some positions are always the same, but those of two tests are not. */
    @BeforeEach
    void connect() {
        redis.commands().flushall();
        counts = connect(ALWAYS);
        other = connect(ALWAYS);
        mixing = connect(SOMETIMES);
        adding = connect(NEVER);
    }

    private static RedisCounts connect(int knownFrom) {
        return RedisCounts.connect(redis.client(), "330100", Duration.ofSeconds(10), knownFrom);
    }

    @AfterEach
    void close() {
        List.of(counts, other, mixing, adding).forEach(RedisCounts::close);
    }

    @Override
    protected CountStores stores() {
        return counts;
    }

    @Override
    protected CountView view() {
        return counts.view();
    }

    /** Batches of four writers in any order, of whom three believe to know the counts, and what happens to a store in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5})
    void endsWithTheSameKeysAsAddingDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<CountBatch> all = batches(random, 200);
        List<Map<String, Object>> expected = new ArrayList<>();
        for (CountBatch batch : all) {
            assertThat(adding.live().apply(batch)).isEqualTo(new Applied());
            expected.add(contents());
        }
        redis.commands().flushall();

        List<RedisCounts> writers = List.of(counts, other, mixing, adding);
        RedisCounts writer = counts;
        Map<String, byte[]> kept = Map.of();
        int keptAt = 0;
        for (int next = 0; next < all.size(); next++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> writer = writers.get(random.nextInt(4));
                case 2 -> {
                    kept = dump();
                    keptAt = next;
                }
                case 3 -> {
                    // An old backup: counts and positions go back together, and the log is read again from there.
                    restore(kept);
                    next = keptAt - 1;
                    continue;
                }
                default -> {}
            }
            assertThat(writer.live().apply(all.get(next))).isEqualTo(new Applied());
            assertThat(contents()).as("after batch " + next + " by " + writers.indexOf(writer)).isEqualTo(expected.get(next));
        }
    }

    /** From an empty view on, so that what was never written is not read. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5})
    void endsWithTheSameKeysAsAddingDoesWhenOnlyLargeBatchesAreKnown(long seed) {
        List<CountBatch> all = batches(new SplittableRandom(seed), 100);
        all.forEach(batch -> adding.live().apply(batch));
        Map<String, Object> expected = contents();
        redis.commands().flushall();

        all.forEach(batch -> assertThat(mixing.live().apply(batch)).isEqualTo(new Applied()));

        assertThat(contents()).isEqualTo(expected);
    }

    @Test
    void writesWhatItKnowsWithoutReadingIt() {
        CountBatch first = Batches.everyKind();
        counts.live().apply(first);
        long read = calls("hmget");

        assertThat(counts.live().apply(next(first))).isEqualTo(new Applied());

        assertThat(calls("hmget") - read).as("the positions, and no counts").isEqualTo(1);
    }

    /** Two aggregators of one city: nobody knows the counts for longer than one batch. */
    @Test
    void triesLessAndLessOftenWhileAnotherWrites() {
        List<CountBatch> all = batches(new SplittableRandom(1), 1_000);
        List<CountStore> stores = List.of(counts.live(), other.live());
        long before = calls("evalsha") + calls("eval");

        for (int i = 0; i < all.size(); i++) {
            assertThat(stores.get(i % 2).apply(all.get(i))).isEqualTo(new Applied());
        }

        assertThat(calls("evalsha") + calls("eval") - before - all.size()).as("more than one for each batch").isLessThan(50);
    }

    @Test
    void writesNothingWhenAKeyThatItKnowsIsOfAnotherType() {
        String key = "{330100}:1:day:20261123:330106003:330106-0042";
        counts.live().apply(Batches.everyKind());
        redis.commands().del(key);
        redis.commands().set(key, "planted");
        Map<String, Object> before = contents();

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> counts.live().apply(Batches.everyKindAgain()))
                .withMessageContaining(key);

        assertThat(contents()).isEqualTo(before);
    }

    private static CountBatch next(CountBatch batch) {
        CountBatch.Advance advance = batch.advances().get(0);
        return new CountBatch(
                Batches.LOG, advance.partition(), advance.to(), advance.to() + 1, Batches.NOON, Map.of(), batch.changes().toMap());
    }

    private static long calls(String command) {
        return redis.commands().info("commandstats").lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** Of four partitions; no count ever falls below zero, though many return to it. */
    private static List<CountBatch> batches(SplittableRandom random, int number) {
        List<CountBatch> batches = new ArrayList<>();
        Map<CountKey, Long> held = new HashMap<>();
        long[] positions = new long[4];
        for (int i = 0; i < number; i++) {
            Map<CountKey, Long> changes = new HashMap<>();
            for (int j = 0; j <= random.nextInt(20); j++) {
                CountKey key = key(random);
                long before = held.getOrDefault(key, 0L);
                long amount = random.nextInt(3) == 0 ? -before : random.nextInt(100);
                held.put(key, before + amount);
                changes.merge(key, amount, Long::sum);
            }
            changes.values().removeIf(amount -> amount == 0);
            int partition = random.nextInt(4);
            long to = positions[partition] + 1 + random.nextInt(5);
            batches.add(new CountBatch(Batches.LOG, partition, positions[partition], to, Batches.NOON, Map.of(), changes));
            positions[partition] = to;
        }
        return batches;
    }

    private static CountKey key(SplittableRandom random) {
        Place place = PLACES.get(random.nextInt(PLACES.size()));
        return switch (random.nextInt(3)) {
            case 0 -> new CountKey.Curve(Batches.DAY.plusDays(random.nextInt(DAYS)), "330106", 40 + random.nextInt(4));
            case 1 -> new CountKey.Persons(
                    Window.of(Window.Kind.MONTH, Batches.DAY), Area.ofPath("330106"), PersonMeasure.values()[random.nextInt(2)]);
            default -> new CountKey.Meals(
                    Batches.DAY.plusDays(random.nextInt(DAYS)), place, MealPeriod.LUNCH, ServiceMode.DINE_IN, DinerGroup.AGE_60_79,
                    Measure.values()[random.nextInt(2)]);
        };
    }

    /** All keys are asked for before the first answer is waited for: it is looked at after each of hundreds of batches. */
    private static Map<String, Object> contents() {
        RedisAsyncCommands<String, String> ask = redis.commands().getStatefulConnection().async();
        Map<String, CompletionStage<Object>> asked = new TreeMap<>();
        for (String key : redis.commands().keys("*")) {
            asked.put(key, ask.type(key).thenCompose(type -> switch (type) {
                case "hash" -> ask.hgetall(key).thenApply(Object.class::cast);
                case "set" -> ask.smembers(key).thenApply(Object.class::cast);
                default -> ask.get(key).thenApply(Object.class::cast);
            }));
        }
        Map<String, Object> contents = new TreeMap<>();
        asked.forEach((key, answer) -> contents.put(key, answer.toCompletableFuture().join()));
        return contents;
    }

    private static Map<String, byte[]> dump() {
        Map<String, byte[]> dumped = new TreeMap<>();
        redis.commands().keys("*").forEach(key -> dumped.put(key, redis.commands().dump(key)));
        return dumped;
    }

    private static void restore(Map<String, byte[]> dumped) {
        redis.commands().flushall();
        dumped.forEach((key, bytes) -> redis.commands().restore(key, 0, bytes));
    }
}
