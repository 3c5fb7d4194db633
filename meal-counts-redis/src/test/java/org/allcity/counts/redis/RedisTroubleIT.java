package org.allcity.counts.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.ApplyResult.Applied;
import org.allcity.counts.ApplyResult.PositionDiffers;
import org.allcity.counts.CountStore;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server can do to its users: it is reported as what it is, nothing is half written, and all goes on by itself. */
@Tag("redis")
class RedisTroubleIT {

    private static final Duration SHORT = Duration.ofMillis(500);

    /** Longer than all answers that a test waits for in vain take together. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static TestRedis redis;
    private RedisCounts counts;

    @BeforeAll
    static void start(@TempDir Path directory) {
        redis = TestRedis.start(directory, "lua-time-limit 50");
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void connect() {
        redis.commands().flushall();
        counts = RedisCounts.connect(redis.client(), "330100", Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        counts.close();
    }

    @Test
    void isSafeByDefault() {
        counts.checkSafety();
        counts.live().apply(Batches.everyKind());
        counts.checkSafety();
    }

    @Test
    void isNotSafeWhereCountsCanBeEvicted() {
        redis.commands().configSet("maxmemory-policy", "allkeys-lru");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(counts::checkSafety)
                    .withMessageContaining("maxmemory-policy: allkeys-lru (expected: noeviction");
        } finally {
            redis.commands().configSet("maxmemory-policy", "noeviction");
        }
    }

    @Test
    void refusesAKeyLayoutThatItDoesNotKnow() {
        counts.live().apply(Batches.everyKind());
        redis.commands().set("{330100}:schema", "3");
        Map<String, String> before = redis.dump();

        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> counts.live().apply(Batches.everyKindAgain()),
                () -> counts.live().position(0),
                () -> counts.view().curve(Batches.DAY),
                () -> counts.checkSafety(),
                () -> counts.ping())) {
            assertThatExceptionOfType(StoreDamagedException.class)
                    .isThrownBy(use)
                    .withMessageStartingWith("{330100}:schema: 3 (expected: 2");
        }

        assertThat(redis.dump()).isEqualTo(before);
    }

    @Test
    void goesOnWhenTheServerHasForgottenTheScripts() {
        counts.live().apply(Batches.everyKind());
        redis.commands().scriptFlush();

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());
        redis.commands().scriptFlush();
        assertThat(counts.view().positions()).isEqualTo(Map.of(0, 4L));
    }

    @Test
    void writesNothingWhenMemoryIsFullAndGoesOnWhenItIsNot() {
        counts.live().apply(Batches.everyKind());
        Map<String, String> before = redis.dump();
        redis.commands().configSet("maxmemory", "1");
        try {
            assertUnavailable(() -> counts.live().apply(Batches.everyKindAgain()), "OOM");
            assertThat(redis.dump()).isEqualTo(before);
            assertThat(counts.live().position(0)).contains(new StoredPosition(Batches.LOG.toString(), 2));
        } finally {
            redis.commands().configSet("maxmemory", "0");
        }

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());
    }

    @Test
    void writesNothingOfTheVeryFirstBatchWhenMemoryIsFull() {
        redis.commands().configSet("maxmemory", "1");
        try {
            assertUnavailable(() -> counts.live().apply(Batches.everyKind()), "OOM");
            assertThat(redis.dump()).isEmpty();
        } finally {
            redis.commands().configSet("maxmemory", "0");
        }
    }

    @Test
    void writesNothingToAReplica() {
        counts.live().apply(Batches.everyKind());
        Map<String, String> before = redis.dump();
        redis.commands().replicaof("127.0.0.1", 1);
        try {
            assertUnavailable(() -> counts.live().apply(Batches.everyKindAgain()), "READONLY");
        } finally {
            redis.commands().replicaofNoOne();
        }

        assertThat(redis.dump()).isEqualTo(before);
        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());
    }

    @Test
    void waitsNoLongerThanItWasTold() {
        counts.live().apply(Batches.everyKind());
        try (RedisCounts hasty = RedisCounts.connect(redis.client(), "330100", SHORT)) {
            CountStore store = hasty.live();
            pause();
            String unanswered = "no answer (expected: within PT0.5S)";
            assertUnavailable(() -> store.apply(Batches.everyKindAgain()), unanswered);
            assertUnavailable(() -> store.ledgers(List.of(Batches.DINER)), unanswered);
            assertUnavailable(() -> store.position(0), unanswered);
            assertUnavailable(hasty::live, unanswered);
            assertUnavailable(hasty::build, unanswered);
            assertUnavailable(() -> hasty.view().meals(Batches.DAY, Batches.DAY, "330100", AreaLevel.POINT), unanswered);
            assertUnavailable(hasty::ping, unanswered);
        } finally {
            awaitEndOfPause();
        }
    }

    @Test
    void tellsByThePositionWhatBecameOfABatchWithoutAnAnswer() {
        CountStore patient = counts.live();
        try (RedisCounts hasty = RedisCounts.connect(redis.client(), "330100", SHORT)) {
            CountStore store = hasty.live();
            // It knows the counts from then on: the next batch is sent without a question before.
            store.apply(Batches.everyKind());
            pause();
            assertUnavailable(() -> store.apply(Batches.everyKindAgain()), "no answer");

            // It was sent, so the server carries it out once it can.
            await().atMost(30, SECONDS).until(() -> patient.position(0).orElseThrow().next() == 4);
        }
        assertThat(patient.apply(Batches.everyKindAgain())).isEqualTo(new PositionDiffers(4));
    }

    private static void pause() {
        redis.commands().clientPause(PAUSE.toMillis());
    }

    private static void awaitEndOfPause() {
        redis.commands().ping();
    }

    @Test
    void isUnavailableWhileAnotherScriptKeepsTheServerBusy() {
        counts.live().apply(Batches.everyKind());
        RedisClient other = RedisClient.create(redis.uri());
        try {
            other.connect().async().eval("while true do end", ScriptOutputType.STATUS);
            await().atMost(10, SECONDS).untilAsserted(
                    () -> assertUnavailable(() -> counts.live().apply(Batches.everyKindAgain()), "BUSY"));
        } finally {
            other.shutdown(0, 2, SECONDS);
            await().atMost(10, SECONDS).until(this::noScriptIsLeftToKill);
        }

        assertThat(counts.live().apply(Batches.everyKindAgain())).isEqualTo(new Applied());
    }

    /** A script ends some time after it was said to be killed. */
    private boolean noScriptIsLeftToKill() {
        try {
            redis.commands().scriptKill();
            return false;
        } catch (RedisCommandExecutionException e) {
            return String.valueOf(e.getMessage()).startsWith("NOTBUSY");
        }
    }

    @Test
    void isUnavailableWhileTheServerIsAwayAndGoesOnWhenItIsBack() {
        counts.live().apply(Batches.everyKind());
        try (RedisCounts hasty = RedisCounts.connect(redis.client(), "330100", SHORT)) {
            redis.stop();
            try {
                assertUnavailable(() -> hasty.live().apply(Batches.everyKindAgain()), "Redis: ");
                assertUnavailable(() -> hasty.live().position(0), "Redis: ");
            } finally {
                redis.startAgain();
            }

            await().atMost(30, SECONDS)
                    .ignoreException(StoreUnavailableException.class)
                    .until(() -> hasty.live().position(0).isEmpty());
            assertThat(hasty.live().apply(Batches.everyKind())).isEqualTo(new Applied());
        }
    }

    @Test
    void isUnavailableOnceClosed() {
        counts.close();

        assertUnavailable(() -> counts.live().position(0), "Redis: ");
        assertUnavailable(() -> counts.live().ledgers(List.of(Batches.DINER)), "Redis: ");
    }

    @Test
    void saysSoWhenThereIsNoServer() {
        RedisClient nowhere = RedisClient.create(RedisURI.create("127.0.0.1", 1));
        try {
            assertUnavailable(() -> RedisCounts.connect(nowhere, "330100", SHORT), "Unable to connect to 127.0.0.1");
        } finally {
            nowhere.shutdown(0, 2, SECONDS);
        }
    }

    private static void assertUnavailable(ThrowingCallable use, String message) {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(use)
                .withMessageContaining(message)
                .satisfies(unavailable -> assertThat(unavailable.getMessage()).doesNotContain("\n"));
    }
}
