package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** A replica that does not have the last of the primary's writes takes its place. */
class FailoverIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final RunningCity running = RunningCity.take();

    @Test
    void goesOnFromWhereALaggingReplicaStandsWhenItTakesOver() {
        int failovers = Faults.count(3, 60);
        int wentBack = 0;
        for (int i = 0; i < failovers; i++) {
            RedisProcess primary = running.redis();
            RedisProcess replica = RedisProcess.start(RedisProcess.APPEND_ONLY);
            try (FaultProxy replication = FaultProxy.forBytes(primary.port())) {
                replica.ask(redis -> redis.replicaof("127.0.0.1", replication.port()));
                await().atMost(SOON).until(() -> replica.ask(redis -> redis.info("replication")).contains("master_link_status:up"));
                running.city().awaitProgress(1);
                replication.cut();
                running.city().awaitProgress(FaultedCity.PARTITIONS);
                SortedMap<Integer, Long> seen = running.city().positions();

                primary.close();
                replica.ask(RedisCommands::replicaofNoOne);
                wentBack += isBehind(Snapshot.positions(replica.port(), running.city().city()), seen) ? 1 : 0;
                running.switchTo(replica);
            }
            running.city().awaitFresh();
        }

        assertThat(wentBack).as("replicas that lagged").isEqualTo(failovers);
        running.proveExact("failover to a lagging replica", failovers, "waits: store_unavailable; seeks{cause=position_differs}");
    }

    private static boolean isBehind(Map<Integer, Long> replica, Map<Integer, Long> seen) {
        return seen.entrySet().stream().allMatch(one -> replica.getOrDefault(one.getKey(), 0L) < one.getValue());
    }
}
