package org.allcity.counts.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountStoreContract;
import org.allcity.counts.CountView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract on one server. */
@Tag("redis")
class RedisCountStoreIT extends CountStoreContract {

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

    @Override
    protected CountStores stores() {
        return counts;
    }

    @Override
    protected CountView view() {
        return counts.view();
    }
}
