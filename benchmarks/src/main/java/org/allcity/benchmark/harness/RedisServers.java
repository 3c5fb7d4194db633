package org.allcity.benchmark.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.allcity.benchmark.redis.RedisConnection;

/** The Redis of one run, empty at its start: a server by itself, or the primaries of a cluster, of which one has the city's slot. */
final class RedisServers implements AutoCloseable {

    private static final int SLOTS = 16_384;
    private static final int MEET_WITHIN_SECONDS = 60;

    private final List<RedisServer> servers;

    private RedisServers(List<RedisServer> servers) {
        this.servers = servers;
    }

    static RedisServers startEmpty(Path folder) {
        return new RedisServers(List.of(RedisServer.startEmpty(folder)));
    }

    /** @param primaries 1 for a server without a cluster */
    static RedisServers startEmpty(Path folder, int primaries) {
        if (primaries == 1) {
            return startEmpty(folder);
        }
        List<RedisServer> servers = new ArrayList<>();
        for (int i = 0; i < primaries; i++) {
            servers.add(RedisServer.startEmpty(folder.resolve("primary-" + i), "--cluster-enabled", "yes"));
        }
        RedisServers cluster = new RedisServers(servers);
        cluster.shareSlots();
        return cluster;
    }

    private void shareSlots() {
        for (int i = 0; i < servers.size(); i++) {
            int first = SLOTS * i / servers.size();
            int end = SLOTS * (i + 1) / servers.size();
            try (RedisConnection redis = servers.get(i).connect()) {
                List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
                for (int slot = first; slot < end; slot++) {
                    command.add(Integer.toString(slot));
                }
                redis.call(command.toArray(String[]::new));
                redis.call("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
                redis.call("CLUSTER", "MEET", "127.0.0.1", Integer.toString(servers.get(0).port()));
            }
        }
        Waits.until("a cluster of Redis", MEET_WITHIN_SECONDS, () -> servers.stream().allMatch(this::knowsAll));
    }

    private boolean knowsAll(RedisServer server) {
        try (RedisConnection redis = server.connect()) {
            String info = String.valueOf(redis.call("CLUSTER", "INFO"));
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + servers.size());
        }
    }

    /** The one that holds the city's counts. */
    RedisServer owner() {
        if (servers.size() == 1) {
            return servers.get(0);
        }
        try (RedisConnection redis = servers.get(0).connect()) {
            long slot = (Long) redis.call("CLUSTER", "KEYSLOT", DataSet.PREFIX);
            return servers.get((int) (((slot + 1) * servers.size() - 1) / SLOTS));
        }
    }

    /** Where they are, as a setting of ours. */
    String setting() {
        return servers.size() == 1
                ? "--spring.data.redis.url=redis://127.0.0.1:" + servers.get(0).port()
                : "--spring.data.redis.cluster.nodes="
                        + servers.stream().map(server -> "127.0.0.1:" + server.port()).collect(Collectors.joining(","));
    }

    /** CPU seconds that all of them have used. */
    double cpuSeconds() {
        return servers.stream().mapToDouble(server -> server.process().cpuSeconds()).sum();
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
