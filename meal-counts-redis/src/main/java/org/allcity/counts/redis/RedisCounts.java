package org.allcity.counts.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountView;
import org.allcity.counts.NewView;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.audit.AuditedView;
import org.allcity.counts.audit.CountAudit;
import org.jspecify.annotations.Nullable;

/** One city's counts in Redis, over a connection of their own that several threads may share. */
public final class RedisCounts implements CountStores, CountAudit, AutoCloseable {

    private static final int ALL_KNOWN = 0;

    private final RedisLine line;
    private final RedisCalls calls;
    private final RedisReader reader;
    private final int knownFrom;
    /** The same one for as long as its view is live: partitions of one store share batches, and threads what they know. */
    private @Nullable RedisCountStore lastLive;
    private final LiveView live;
    private final ViewPointers pointers;
    private final CountView view;

    private RedisCounts(RedisLine line, RedisKeys keys, Duration timeout, int knownFrom) {
        this.knownFrom = knownFrom;
        this.line = line;
        this.calls = new RedisCalls(line, timeout);
        this.reader = new RedisReader(calls);
        this.live = new LiveView(reader, keys);
        this.pointers = new ViewPointers(calls, keys);
        this.view = new RedisCountView(calls, live, reader);
    }

    /**
     * Connects to a city's counts.
     *
     * @param client made with the address of one server, of Sentinels or of a cluster; stays its owner's to shut down
     * @param city GB/T 2260 code of the city, as 330100
     * @param timeout how long to wait for the answer to each call
     * @throws StoreUnavailableException when no connection comes about
     */
    public static RedisCounts connect(AbstractRedisClient client, String city, Duration timeout) {
        return connect(client, city, timeout, ALL_KNOWN);
    }

    /** @param knownFrom hashes of counts from which on a batch is written from known counts */
    static RedisCounts connect(AbstractRedisClient client, String city, Duration timeout, int knownFrom) {
        RedisKeys keys = RedisKeys.ofCity(city);
        try {
            return new RedisCounts(new RedisLine(opener(client)), keys, timeout, knownFrom);
        } catch (RedisException e) {
            throw new StoreUnavailableException("Redis: " + RedisCalls.oneLine(e), e);
        }
    }

    private static Supplier<RedisLine.Opened> opener(AbstractRedisClient client) {
        if (client instanceof RedisClusterClient cluster) {
            return () -> {
                // Another server may hold the slots by now.
                cluster.refreshPartitions();
                StatefulRedisClusterConnection<byte[], byte[]> connection = cluster.connect(ByteArrayCodec.INSTANCE);
                return new RedisLine.Opened(connection, connection.async(), section -> infoOfAllNodes(connection, section));
            };
        }
        if (client instanceof RedisClient single) {
            return () -> {
                StatefulRedisConnection<byte[], byte[]> connection = single.connect(ByteArrayCodec.INSTANCE);
                return new RedisLine.Opened(
                        connection, connection.async(), section -> Map.of("Redis", connection.async().info(section)));
            };
        }
        throw new IllegalArgumentException(
                "client: " + client.getClass().getName() + " (expected: a RedisClient or a RedisClusterClient)");
    }

    private static Map<String, Future<String>> infoOfAllNodes(
            StatefulRedisClusterConnection<byte[], byte[]> connection, String section) {
        Map<String, Future<String>> infoByNode = new LinkedHashMap<>();
        connection.async().all().commands().info(section).asMap().forEach((node, info) ->
                infoByNode.put("Redis " + node.getUri().getHost() + ":" + node.getUri().getPort(), info));
        return infoByNode;
    }

    @Override
    public CountStore live() {
        return storeOf(live.keys());
    }

    private synchronized RedisCountStore storeOf(RedisKeys keys) {
        if (lastLive == null || lastLive.view() != keys.number()) {
            lastLive = store(keys);
        }
        return lastLive;
    }

    @Override
    public Optional<NewView> build() {
        String builder = UUID.randomUUID().toString();
        return pointers.build(builder).map(keys -> new RedisNewView(calls, pointers, keys, store(keys), builder));
    }

    @Override
    public AuditedView openLive() {
        return new RedisAuditedView(calls, live.keys());
    }

    private RedisCountStore store(RedisKeys keys) {
        return new RedisCountStore(calls, keys, reader, knownFrom);
    }

    /** Reads the view that is live at each reading. */

    public CountView view() {
        return view;
    }

    /**
     * Looks, at start-up, whether counts can be kept here: servers recent enough that never evict, and a key layout that this
     * version knows.
     *
     * @throws IllegalStateException when not, with one line that says what to do
     * @throws StoreUnavailableException when no answer comes
     */
    public void checkSafety() {
        checkServers();
        expectNone(dangers("stats", RedisSafety::evicted).findFirst());
        ping();
    }

    /**
     * Looks at the servers alone, whatever they hold and whatever they dropped.
     *
     * @throws IllegalStateException when counts cannot be kept there, with one line that says what to do
     * @throws StoreUnavailableException when no answer comes
     */
    public void checkServers() {
        info("server").forEach(RedisSafety::checkVersion);
        expectNone(dangers("memory", RedisSafety::eviction).findFirst());
    }

    /**
     * Looks whether the servers keep what they are given when they are restarted.
     *
     * @throws IllegalStateException when not, with one line that says what to do
     * @throws StoreUnavailableException when no answer comes
     */
    public void checkPersistence() {
        expectNone(dangers("persistence", RedisSafety::forgetfulness).findFirst());
    }

    private static void expectNone(Optional<String> danger) {
        danger.ifPresent(line -> {
            throw new IllegalStateException(line);
        });
    }

    /** What stands where, told rather than judged, so that damaged counts can be looked at too. */
    public RedisDescription describe() {
        List<String> servers = new ArrayList<>();
        Map<String, String> memory = info("memory");
        info("server").forEach((node, info) -> servers.add(node + " "
                + RedisSafety.value(info, "redis_version") + " "
                + RedisSafety.value(memory.getOrDefault(node, ""), "maxmemory_policy")));
        return pointers.describe(servers);
    }

    /**
     * What is wrong, in one line, where servers may drop what is counted or did so; empty otherwise. To be asked again and again:
     * a server's settings can be changed while it runs.
     *
     * @throws StoreUnavailableException when no answer comes
     */
    public Optional<String> danger() {
        return Stream.concat(
                        dangers("memory", RedisSafety::eviction), dangers("stats", RedisSafety::evicted))
                .findFirst();
    }

    /**
     * What the servers say of themselves, as figures for those who watch them.
     *
     * @throws StoreUnavailableException when no answer comes
     */
    public RedisAccount account() {
        return RedisAccount.of(info("memory"), info("stats"), info("persistence"));
    }

    private Map<String, String> info(String section) {
        return calls.awaitAll(line.current().infoByNode().apply(section));
    }

    private Stream<String> dangers(String section, BiFunction<String, String, Optional<String>> check) {
        return info(section).entrySet().stream()
                .flatMap(info -> check.apply(info.getKey(), info.getValue()).stream());
    }

    /**
     * Runs a script as each reading does: PING stays green when scripts fail.
     *
     * @throws RuntimeException as {@link CountView} throws it
     */
    public void ping() {
        view.positions();
    }

    @Override
    public void close() {
        line.close();
    }
}
