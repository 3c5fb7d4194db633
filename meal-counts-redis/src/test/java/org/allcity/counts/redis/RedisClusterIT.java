package org.allcity.counts.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.RedisClusterClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountStoreContract;
import org.allcity.counts.CountView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a cluster, if of one server: it refuses scripts whose keys are not declared or lie in several slots. */
@Tag("redis")
class RedisClusterIT extends CountStoreContract {

    private static final int SLOTS = 16_384;

    private static TestRedis redis;
    private static RedisClusterClient client;
    private static RedisCounts counts;

    @BeforeAll
    static void connect(@TempDir Path directory) {
        redis = TestRedis.start(directory, "cluster-enabled yes", "cluster-config-file nodes.conf");
        int[] slots = IntStream.range(0, SLOTS).toArray();
        redis.commands().clusterAddSlots(slots);
        await().atMost(30, SECONDS).until(() -> redis.commands().clusterInfo().contains("cluster_state:ok"));
        client = RedisClusterClient.create(redis.uri());
        counts = RedisCounts.connect(client, "330100", Duration.ofSeconds(10));
    }

    @AfterAll
    static void close() {
        counts.close();
        client.shutdown(0, 2, SECONDS);
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

    @Test
    void looksAtEveryServerOfTheCluster() {
        counts.checkSafety();

        redis.commands().configSet("maxmemory-policy", "volatile-ttl");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(counts::checkSafety)
                    .withMessageStartingWith("Redis " + redis.uri().getHost() + ":" + redis.uri().getPort() + ": maxmemory-policy: volatile-ttl");
        } finally {
            redis.commands().configSet("maxmemory-policy", "noeviction");
        }
    }
}
