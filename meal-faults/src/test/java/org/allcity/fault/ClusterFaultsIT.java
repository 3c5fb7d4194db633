package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A Redis Cluster of three primaries; the slot of the city moves, and its primary dies. */
@Tag("slow")
class ClusterFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int PRIMARIES = 3;
    private static final int KEYS_PER_STEP = 25;

    private final List<RedisProcess> servers = new ArrayList<>();
    private volatile RedisProcess owner;
    private FaultedCity city;
    private AppProcess aggregator;

    @BeforeEach
    void start() {
        for (int i = 0; i < PRIMARIES; i++) {
            servers.add(startServer());
        }
        for (int i = 0; i < PRIMARIES; i++) {
            int[] slots = slotsOf(i);
            servers.get(i).ask(redis -> redis.clusterAddSlots(slots));
        }
        servers.subList(1, PRIMARIES).forEach(this::meet);
        awaitClusterOk(servers);
        owner = servers.get(0);
        city = FaultedCity.create(SharedKafka.get(), () -> owner.port());
        owner = servers.stream().filter(server -> owns(server, slot())).findFirst().orElseThrow();
        List<String> settings = new ArrayList<>(city.aggregatorSettings(0));
        settings.removeIf(setting -> setting.startsWith("--spring.data.redis.url"));
        settings.add("--spring.data.redis.cluster.nodes="
                + servers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(",")));
        aggregator = AppProcess.begin(SharedJars.aggregator(), settings);
        aggregator.awaitStarted();
        city.load().rate(150);
        city.awaitFresh();
        city.forgetFresh();
    }

    @AfterEach
    void end() {
        aggregator.close();
        city.close();
        servers.forEach(RedisProcess::close);
    }

    @Test
    void isExactWhenItsSlotIsMigratedUnderLoad() {
        int migrations = Faults.count(2, 40);
        for (int i = 0; i < migrations; i++) {
            RedisProcess from = owner;
            RedisProcess to = servers.get((servers.indexOf(from) + 1) % PRIMARIES);
            // No one server holds all keys meanwhile, so nothing can be compared in one instant.
            city.watch(false);
            migrate(from, to);
            owner = to;
            city.watch(true);
            city.awaitFresh();
        }

        city.proveExact("slot migrated under load in a cluster", migrations, "waits: store_unavailable: TRYAGAIN");
    }

    @Test
    void goesOnWhenAPrimaryOfTheClusterDiesAndItsReplicaTakesOver() {
        int deaths = Faults.count(1, 20);
        for (int i = 0; i < deaths; i++) {
            RedisProcess primary = owner;
            RedisProcess replica = startServer();
            meet(replica);
            String primaryId = primary.ask(RedisCommands::clusterMyId);
            await().atMost(SOON).ignoreExceptionsInstanceOf(RedisCommandExecutionException.class)
                    .until(() -> replica.ask(redis -> redis.clusterReplicate(primaryId)).equals("OK"));
            await().atMost(SOON).until(() -> replica.ask(redis -> redis.info("replication")).contains("master_link_status:up"));
            String replicaId = replica.ask(RedisCommands::clusterMyId);
            // Only who is known to all can be voted for.
            await().atMost(SOON).until(() -> servers.stream().allMatch(server -> server.ask(RedisCommands::clusterNodes).lines()
                    .anyMatch(line -> line.startsWith(replicaId) && line.contains("slave"))));
            servers.set(servers.indexOf(primary), replica);

            primary.close();

            await().atMost(SOON).until(() -> owns(replica, slot()));
            owner = replica;
            city.awaitFresh();
        }

        city.proveExact("cluster primary killed, its replica takes over", deaths, "waits: store_unavailable");
    }

    private RedisProcess startServer() {
        List<String> settings = new ArrayList<>(RedisProcess.APPEND_ONLY);
        settings.addAll(List.of("cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout 2000"));
        return RedisProcess.start(settings);
    }

    private void meet(RedisProcess server) {
        server.ask(redis -> redis.clusterMeet("127.0.0.1", servers.get(0) == server ? servers.get(1).port() : servers.get(0).port()));
    }

    private static void awaitClusterOk(List<RedisProcess> all) {
        await().atMost(SOON).until(() -> all.stream().allMatch(server -> {
            String info = server.ask(RedisCommands::clusterInfo);
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + all.size());
        }));
    }

    private static int[] slotsOf(int primary) {
        return IntStream.range(0, SlotHash.SLOT_COUNT).filter(slot -> slot % PRIMARIES == primary).toArray();
    }

    private int slot() {
        return SlotHash.getSlot("{" + city.city() + "}:");
    }

    /** Whether a server believes that it serves the slot, as a primary. */
    private static boolean owns(RedisProcess server, int slot) {
        return server.ask(RedisCommands::clusterNodes).lines()
                .filter(line -> line.contains("myself,master"))
                .anyMatch(line -> {
                    String[] words = line.split(" ");
                    return IntStream.range(8, words.length).mapToObj(i -> words[i].split("-")).anyMatch(range ->
                            slot >= Integer.parseInt(range[0]) && slot <= Integer.parseInt(range[range.length - 1]));
                });
    }

    /** As redis-cli does it, a few keys at a time. */
    private void migrate(RedisProcess from, RedisProcess to) {
        int slot = slot();
        String fromId = from.ask(RedisCommands::clusterMyId);
        String toId = to.ask(RedisCommands::clusterMyId);
        to.ask(redis -> redis.clusterSetSlotImporting(slot, fromId));
        from.ask(redis -> redis.clusterSetSlotMigrating(slot, toId));
        List<String> keys;
        while (!(keys = from.ask(redis -> redis.clusterGetKeysInSlot(slot, KEYS_PER_STEP))).isEmpty()) {
            List<String> step = keys;
            from.ask(redis -> redis.migrate("127.0.0.1", to.port(), 0, 5_000, MigrateArgs.Builder.keys(step)));
        }
        to.ask(redis -> redis.clusterSetSlotNode(slot, toId));
        from.ask(redis -> redis.clusterSetSlotNode(slot, toId));
        servers.stream().filter(server -> server != from && server != to).forEach(server ->
                server.ask(redis -> redis.clusterSetSlotNode(slot, toId)));
    }
}
