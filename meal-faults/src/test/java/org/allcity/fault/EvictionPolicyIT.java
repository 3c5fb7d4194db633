package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Someone allows Redis to drop keys while the aggregators run. */
@Tag("slow")
class EvictionPolicyIT {

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String STOPPED = "meals_aggregator_partitions_stopped";

    private final RunningCity running = RunningCity.take();

    @Test
    void stopsCountingWhileRedisMayEvictAndGoesOnWhenItMayNot() {
        int changes = Faults.count(1, 20);
        for (int i = 0; i < changes; i++) {
            running.redis().ask(redis -> redis.configSet("maxmemory-policy", "allkeys-lru"));

            await().atMost(TOLD_WITHIN).until(() -> running.metric(STOPPED, "cause=\"store_unsafe\"") > 0);
            assertThat(running.aggregators()).anySatisfy(aggregator ->
                    assertThat(aggregator.app().process().lines("stopped: STORE_UNSAFE: .*maxmemory-policy")).isNotEmpty());

            running.redis().ask(redis -> redis.configSet("maxmemory-policy", "noeviction"));
            running.city().awaitFresh();
            await().atMost(SOON).until(() -> running.metric(STOPPED, "") == 0);
        }

        running.proveExact("eviction policy changed at run time", changes, "partitions.stopped{cause=store_unsafe}");
    }
}
