package org.allcity.aggregator.ops;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allcity.aggregator.CommandRefusedException;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.ops.City.Done;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.LogId;
import org.allcity.counts.NewView;
import org.allcity.counts.audit.CountAudit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The commands on a real broker and a real Redis, beside an aggregator that counts. */
@Tag("redis")
@Tag("once")
class CommandsIT {

    private static final int SOON_SECONDS = 60;
    private static final AtomicInteger CITIES = new AtomicInteger();

    private static City.Servers servers;

    private City city;
    private ConfigurableApplicationContext aggregator;
    private final AtomicBoolean loading = new AtomicBoolean(true);

    @BeforeAll
    static void startServers(@TempDir Path folder) {
        servers = City.Servers.start(folder);
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void found() throws Exception {
        int number = CITIES.incrementAndGet();
        city = new City(servers, String.format("33%02d00", number), number);
    }

    @AfterEach
    void close() {
        loading.set(false);
        stopAggregator();
        city.close();
    }

    private void stopAggregator() {
        if (aggregator != null) {
            aggregator.close();
            aggregator = null;
        }
    }

    @Test
    void verifyFindsNothingWrongWhileTheSystemCounts() {
        city.send(2_000);
        aggregator = city.startAggregator();
        awaitAllCounted();
        CompletableFuture<Void> load = load();

        for (int round = 0; round < 3; round++) {
            long before = city.counted();
            Done verified = city.command("verify");
            assertThat(verified.err()).isEmpty();
            assertThat(verified.out()).last().asString().contains(" records read, 0 differ");
            assertThat(verified.status()).isZero();
            await().atMost(SOON_SECONDS, SECONDS).until(() -> city.counted() > before);
        }
        // In slices of few diners each, as a log takes that does not fit the heap.
        Verification slices = new Verification(
                aggregator.getBean(CountAudit.class), aggregator.getBean(LogReaders.class), Pace.FULL, 500, 1_000_000);
        Verification.Result result = slices.verify(Progress.none());
        assertThat(result.lines()).isEmpty();
        assertThat(result.records()).isGreaterThan(2_000);
        assertThat(result.cells()).isGreaterThan(2_000);
        assertThat(result.ledgers()).isGreaterThan(400);
        // Where the heap is too small it says so, and the process goes on counting.
        Verification small = new Verification(
                aggregator.getBean(CountAudit.class), aggregator.getBean(LogReaders.class), Pace.FULL, 500, 1_000);
        assertThat(catchThrowable(() -> small.verify(Progress.none()))).isInstanceOf(CommandRefusedException.class)
                .hasMessageStartingWith("heap: room for 1000 counts, and there are more");

        loading.set(false);
        load.join();
    }

    @Test
    void startsInProductionOnlyOnARedisThatKeepsWhatItIsGiven() {
        city.send(10);

        Throwable refusal = catchThrowable(() -> city.startAggregator("--spring.profiles.active=production"));

        assertThat(refusal).hasStackTraceContaining(
                "RefusedToStartException: Redis: appendonly: no (expected: yes in production,");
        city.redis.configSet("appendonly", "yes");
        aggregator = city.startAggregator("--spring.profiles.active=production");
        awaitAllCounted();
        city.redis.configSet("appendonly", "no");
    }

    @Test
    void startsWithNoSettingOfItsConsumersThatKafkaDoesNotKnow() {
        Throwable refusal = catchThrowable(
                () -> city.startAggregator("--spring.kafka.consumer.properties.session.timeout.ms=soon"));

        assertThat(refusal).hasStackTraceContaining(
                "RefusedToStartException: spring.kafka.consumer: Invalid value soon for configuration session.timeout.ms");
    }

    @Test
    @Tag("slow")
    void verifyFindsWhateverWasPlanted() {
        city.send(2_000);
        aggregator = city.startAggregator();
        awaitAllCounted();
        awaitLedgersWritten();
        assertThat(verify().lines()).isEmpty();
        String pointDay = firstKey("1:day:20261123:330106001:*");
        String meals = firstMealField(pointDay);
        long held = Long.parseLong(city.redis.hget(pointDay, meals));
        String month = city.key("1:month:202611:330106");
        String points = city.key("1:points:202611");
        String point = city.redis.smembers(points).iterator().next();
        String ledger = firstKey("1:diner:*");
        String other = city.redis.keys(city.key("1:diner:*")).stream().filter(key -> !key.equals(ledger)).findFirst().orElseThrow();
        Map<String, Runnable> plants = new HashMap<>();
        plants.put(pointDay + " " + meals + ": found " + (held + 1) + ", expected " + held,
                () -> city.redis.hincrby(pointDay, meals, 1));
        plants.put(pointDay + " " + meals + ": found 0, expected " + held, () -> city.redis.hdel(pointDay, meals));
        plants.put(month + " persons: found 7", () -> city.redis.hset(month, "persons", "7"));
        plants.put(city.key("1:curve:20261123") + " 330106:0000: found 99", () ->
                city.redis.hset(city.key("1:curve:20261123"), "330106:0000", "99"));
        plants.put(city.key("1:day:20200101:330106") + " LI6m: found 1, expected 0", () ->
                city.redis.hset(city.key("1:day:20200101:330106"), "LI6m", "1"));
        plants.put(city.key("1:day:20200102:330106") + ": found a string, expected a hash", () ->
                city.redis.set(city.key("1:day:20200102:330106"), "x"));
        plants.put(city.key("1:lunch") + ": found a string, expected no such key", () -> city.redis.set(city.key("1:lunch"), "x"));
        plants.put(month + " seniors: found x, expected a number", () -> city.redis.hset(month, "seniors", "x"));
        plants.put(month + " persons: found 0", () -> city.redis.del(month));
        plants.put(points + ": found no " + point, () -> city.redis.srem(points, point));
        // More points than are told one by one: which of them are is left open.
        plants.put(points + ": found no ", () -> city.redis.del(points));
        plants.put("found not in the ledger, expected there", () -> city.redis.del(ledger));
        plants.put("found in the ledger, expected not there", () -> city.redis.rename(ledger, other));
        plants.put(ledger + ": ", () -> city.redis.set(ledger, "garbage"));
        plants.put("expected not there, the log has no such fact", () ->
                city.redis.copy(ledger, city.key("1:diner:AAAAAAAAAAAAAAAAAAAAAA")));

        plants.forEach((line, plant) -> {
            Map<String, byte[]> before = dump();
            plant.run();

            Verification.Result verified = verify();

            assertThat(verified.lines()).as(line).anyMatch(told -> told.contains(line));
            assertThat(verified.differ()).isGreaterThanOrEqualTo(verified.lines().size());
            restore(before);
        });
        assertThat(verify().lines()).isEmpty();

        city.redis.hset(month, "persons", "7");
        Done told = city.command("verify");
        assertThat(told.status()).isEqualTo(1);
        assertThat(told.out()).anyMatch(line -> line.startsWith(month + " persons: found 7, expected "));
        assertThat(told.out()).anyMatch(line -> line.endsWith(" records read, 1 differ"));
        assertThat(told.out()).last().asString().startsWith("put it right 修复: rebuild");
    }

    /** As the command does it, without the start of a program. */
    private Verification.Result verify() {
        return new Verification(aggregator.getBean(CountAudit.class), aggregator.getBean(LogReaders.class), Pace.FULL)
                .verify(Progress.none());
    }

    @Test
    void rebuildSwitchesUnderLoadWhileABoardReads() {
        city.send(3_000);
        aggregator = city.startAggregator();
        awaitAllCounted();
        CompletableFuture<Void> load = load();
        LocalDate day = LocalDate.parse("2026-11-23");
        AtomicInteger readings = new AtomicInteger();
        CompletableFuture<Void> board = CompletableFuture.runAsync(() -> {
            SortedMap<Integer, Long> last = new TreeMap<>();
            while (loading.get()) {
                SortedMap<Integer, Long> now =
                        city.counts.view().meals(day, day, "330100", AreaLevel.POINT).positions();
                last.forEach((partition, position) -> assertThat(now.get(partition)).isGreaterThanOrEqualTo(position));
                last = now;
                readings.incrementAndGet();
            }
        });

        for (int round = 2; round <= 3; round++) {
            Done rebuilt = city.command("rebuild");

            assertThat(rebuilt.err()).isEmpty();
            assertThat(rebuilt.status()).isZero();
            assertThat(rebuilt.out()).last().asString().isEqualTo("switched from view " + (round - 1) + " to view " + round);
            assertThat(city.redis.get(city.key("view"))).isEqualTo(String.valueOf(round));
            assertThat(city.redis.keys(city.key((round - 1) + ":*"))).isEmpty();
            assertThat(city.redis.exists(city.key("building"), city.key("builder"))).isZero();
            long before = city.counted();
            await().atMost(SOON_SECONDS, SECONDS).until(() -> city.counted() > before);
        }

        loading.set(false);
        load.join();
        board.join();
        assertThat(readings.get()).isGreaterThan(20);
        awaitAllCounted();
        assertVerified();
    }

    @Test
    void rebuildStartsCleanAfterOneThatWasKilled() throws Exception {
        city.send(1_500);
        aggregator = city.startAggregator();
        awaitAllCounted();
        NewView killed = city.counts.build().orElseThrow();
        killed.store().apply(new CountBatch(identity(), 0, 0, 3, Instant.EPOCH, Map.of(), Map.of()));
        assertThat(city.redis.keys(city.key("2:*"))).isNotEmpty();
        assertVerified();

        Done refused = city.command("rebuild");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).singleElement().asString().startsWith("rebuild: another one is running (expected: none");
        city.redis.pexpire(city.key("builder"), 1);
        await().atMost(SOON_SECONDS, SECONDS).until(() -> city.redis.exists(city.key("builder")) == 0);

        assertThat(city.command("rebuild").out()).last().asString().isEqualTo("switched from view 1 to view 3");
        assertThat(city.redis.keys(city.key("[12]:*"))).isEmpty();
        assertVerified();
    }

    @Test
    @Tag("slow")
    void rebuildPutsRightWhateverIsDamaged() {
        city.send(1_000);
        aggregator = city.startAggregator();
        awaitAllCounted();
        List<Runnable> damages = new ArrayList<>();
        damages.add(() -> city.redis.del(view("positions")));
        damages.add(() -> city.redis.set(view("log"), "another/log/3"));
        damages.add(() -> city.redis.hset(view("positions"), "0", "999999"));
        damages.add(() -> {
            city.redis.del(city.key("view"));
            city.redis.sadd(city.key("view"), "planted");
        });
        damages.add(() -> city.redis.keys(city.key("*")).forEach(city.redis::del));
        damages.forEach(damage -> {
            damage.run();

            Done rebuilt = city.command("rebuild");

            assertThat(rebuilt.err()).isEmpty();
            assertThat(rebuilt.status()).isZero();
            city.send(50);
            awaitAllCounted();
        });
        assertVerified();
    }

    @Test
    void oneOfTwoRebuildsAtOnceIsRefusedOrBothFollow() {
        city.send(3_000);
        aggregator = city.startAggregator();
        awaitAllCounted();

        CompletableFuture<Done> other = CompletableFuture.supplyAsync(() -> city.command("rebuild"));
        Done one = city.command("rebuild");

        assertThat(List.of(one.status(), other.join().status())).contains(0).isSubsetOf(0, 2);
        for (Done done : List.of(one, other.join())) {
            assertThat(done.err()).hasSize(done.status() == 0 ? 0 : 1);
        }
        assertVerified();
    }

    @Test
    void statusTellsHowFarTheLogIsCounted() {
        city.send(400);

        Done behind = city.command("status");
        assertThat(behind.status()).isEqualTo(1);
        assertThat(behind.out()).last().asString().isEqualTo("400 records are not counted yet 条记录尚未计入");

        aggregator = city.startAggregator();
        awaitAllCounted();
        Done counted = city.command("status");
        assertThat(counted.out()).last().asString().isEqualTo("all counted 全部已计");
        assertThat(counted.status()).isZero();

        city.redis.set(view("log"), "another/log/3");
        Done wrong = city.command("status");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.out()).anyMatch(line -> line.startsWith("wrong 异常: log: ") && line.contains("(expected: another/log/3"));
    }

    @Test
    void verifiesOnASchedule() {
        city.send(300);
        aggregator = city.startAggregator("--meals.aggregator.verify-every=300ms");
        awaitAllCounted();
        MeterRegistry meters = aggregator.getBean(MeterRegistry.class);
        await().atMost(SOON_SECONDS, SECONDS).until(() -> meters.get("meals.aggregator.verify.cells").gauge().value() > 100);
        assertThat(meters.get("meals.aggregator.verify.drift.cells").gauge().value()).isZero();

        city.redis.hincrby(view("month:202611:330106"), "persons", 1);

        await().atMost(SOON_SECONDS, SECONDS).until(() -> meters.get("meals.aggregator.verify.drift.cells").gauge().value() == 1);
        assertThat(meters.get("meals.aggregator.verify.completed").gauge().value()).isPositive();
        assertThat(meters.get("meals.aggregator.verify.given.up").gauge().value()).isZero();

        String log = city.redis.get(view("log"));
        city.redis.set(view("log"), "another/log/3");
        await().atMost(SOON_SECONDS, SECONDS).until(() -> meters.get("meals.aggregator.verify.given.up").gauge().value() > 1);

        city.redis.set(view("log"), log);
        await().atMost(SOON_SECONDS, SECONDS).until(() -> meters.get("meals.aggregator.verify.given.up").gauge().value() == 0);
    }

    @Test
    void whatCannotBeDoneIsOneLine() {
        for (String name : List.of("verify", "rebuild", "status")) {
            assertRefused(city.command(name, "--spring.data.redis.url=redis://127.0.0.1:1"), name + ": Redis: Unable to connect");
            assertRefused(city.command(name, "--meals.city=339900"), name + ": Kafka: topic meal-events.339900");
            assertRefused(city.command(name, "--meals.city=Hangzhou"), name + ": area: Hangzhou (expected: ");
            assertRefused(city.command(name, "--meals.aggregator.threads=0"), name + ": meals.aggregator.threads: 0 (expected: >= 1)");
            assertRefused(city.command(name, "fast"), name + ": fast (expected: settings only");
        }
    }

    private static void assertRefused(Done done, String line) {
        assertThat(done.err()).singleElement().asString().startsWith(line);
        assertThat(done.status()).isEqualTo(2);
    }

    private void assertVerified() {
        Done verified = city.command("verify");
        assertThat(verified.out()).last().asString().contains(" records read, 0 differ");
        assertThat(verified.status()).isZero();
    }

    private CompletableFuture<Void> load() {
        return city.load(loading);
    }

    private void awaitAllCounted() {
        await().atMost(SOON_SECONDS, SECONDS).ignoreExceptions().until(() -> city.counted() == city.logEnd());
    }

    /** Which happens after all is counted, when nothing more is polled: from then on the aggregator writes nothing. */
    private void awaitLedgersWritten() {
        await().atMost(SOON_SECONDS, SECONDS)
                .until(() -> city.redis.hgetall(view("ledgers")).equals(city.redis.hgetall(view("positions"))));
    }

    private LogId identity() {
        try (LogReader log = aggregator.getBean(LogReaders.class).open()) {
            return log.identity();
        }
    }

    private String view(String name) {
        String number = city.redis.get(city.key("view"));
        return city.key(number + ":" + name);
    }

    private String firstKey(String pattern) {
        return city.redis.keys(city.key(pattern)).stream().sorted().findFirst().orElseThrow();
    }

    private String firstMealField(String key) {
        return city.redis.hkeys(key).stream().filter(field -> field.endsWith("m")).sorted().findFirst().orElseThrow();
    }

    private Map<String, byte[]> dump() {
        Map<String, byte[]> dump = new HashMap<>();
        city.redis.keys(city.key("*")).forEach(key -> dump.put(key, city.redis.dump(key)));
        return dump;
    }

    private void restore(Map<String, byte[]> dump) {
        city.redis.keys(city.key("*")).forEach(city.redis::del);
        dump.forEach((key, bytes) -> city.redis.restore(key, 0, bytes));
    }
}
