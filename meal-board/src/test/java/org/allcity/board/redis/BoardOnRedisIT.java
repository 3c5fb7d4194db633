package org.allcity.board.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.allcity.board.CityOfFacts;
import org.allcity.board.RunningBoard;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.LogId;
import org.allcity.counts.redis.RedisCounts;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board as it is run: on a Redis that the aggregator wrote. */
@Tag("redis")
class BoardOnRedisIT {

    private static final LogId LOG = new LogId("cluster", "topic", 12);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    private static TestServer redis;
    private static RedisClient client;
    private static RedisCounts counts;
    private static RunningBoard board;

    @BeforeAll
    static void start() {
        redis = TestServers.redis(directory, "appendonly yes");
        // First the board, then Redis: it must come up without.
        board = RunningBoard.onRedis(
                "--spring.data.redis.url=redis://" + redis.address(), "--meals.board.store-timeout=500ms");
        assertThat(board.get("/v1/counts").statusCode()).isEqualTo(503);
        redis.start();
        client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
        counts = RedisCounts.connect(client, "330100", TIMEOUT);
        write(CityOfFacts.example());
    }

    /** All that the city's store in memory holds, in one batch. */
    private static void write(CityOfFacts city) {
        long to = city.store().positions().get(0);
        CountBatch batch = new CountBatch(
                LOG, 0, 0, to, Instant.EPOCH, Map.of(), city.store().counts());
        assertThat(counts.live().apply(batch)).isInstanceOf(ApplyResult.Applied.class);
    }

    @AfterAll
    static void stop() {
        board.close();
        counts.close();
        client.shutdown();
        redis.close();
    }

    @Test
    void answersFromRedisAsFromTheReference() {
        try (RunningBoard reference = new RunningBoard()) {
            for (String query : List.of(
                    "/v1/counts",
                    "/v1/counts?by=day,month,district,subdistrict,point,period,mode,group",
                    "/v1/counts?from=2026-10-01&to=2026-11-30&by=month,district",
                    "/v1/counts?area=330106003&by=point,period",
                    "/v1/counts?area=330106-0002&by=district,group",
                    "/v1/persons",
                    "/v1/persons?by=district",
                    "/v1/persons?by=subdistrict,point&area=330106",
                    "/v1/persons?window=month&by=point",
                    "/v1/persons?window=month&area=330106-0001&by=district",
                    "/v1/persons?window=year&by=district,point",
                    "/v1/outstanding",
                    "/v1/outstanding?area=330106-0001",
                    "/v1/curve",
                    "/v1/day?date=2026-11-23",
                    "/v1/day?date=2026-11-22",
                    "/v1/counts?from=2020-01-01",
                    "/v1/counts?after=0:14")) {
                assertThat(board.json(query)).as(query).isEqualTo(reference.json(query));
            }
        }
    }

    @Test
    void saysWhenMoreIsAskedThanOneReadingAllows() {
        String[] points = IntStream.range(0, 2_000).mapToObj("330199001:330199-%04d"::formatted).toArray(String[]::new);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().sadd("{330100}:1:points:202601", points);
        }

        assertThat(board.get("/v1/counts?from=2026-01-01&to=2026-01-10&by=point").statusCode()).isEqualTo(200);
        assertThat(board.get("/v1/counts?from=2026-01-01&to=2026-01-11&by=point").statusCode()).isEqualTo(422);
    }

    @Test
    void goesOnByItselfWhenRedisIsBack() {
        assertThat(board.get("/v1/counts").statusCode()).isEqualTo(200);

        redis.stop();
        assertThat(board.get("/v1/counts").statusCode()).isEqualTo(503);
        assertThat(board.manage("/actuator/health").statusCode()).isEqualTo(503);

        redis.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> board.get("/v1/counts").statusCode() == 200);
        assertThat(board.manage("/actuator/health").statusCode()).isEqualTo(200);
    }
}
