package org.allcity.counts.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;

/** A real server of the test's own, and what a test does with it that no user of the store could. */
final class TestRedis implements AutoCloseable {

    private final TestServer server;
    private final RedisClient client;
    private final RedisURI uri;
    private final RedisCommands<String, String> commands;

    private TestRedis(TestServer server) {
        this.server = server;
        this.uri = RedisURI.create(server.host(), server.port());
        this.client = RedisClient.create(uri);
        this.commands = client.connect().sync();
    }

    /** Starts one that keeps nothing on disk. */
    static TestRedis start(Path directory, String... settings) {
        TestServer server = TestServers.redis(directory, settings);
        server.start();
        return new TestRedis(server);
    }

    RedisURI uri() {
        return uri;
    }

    RedisClient client() {
        return client;
    }

    /** To plant and to look at what no user of the store could. */
    RedisCommands<String, String> commands() {
        return commands;
    }

    /** Every key with its contents, as Redis writes them out. */
    Map<String, String> dump() {
        Map<String, String> dump = new TreeMap<>();
        for (String key : commands.keys("*")) {
            dump.put(key, HexFormat.of().formatHex(commands.dump(key)));
        }
        return dump;
    }

    void stop() {
        server.stop();
    }

    void startAgain() {
        server.start();
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        server.close();
    }
}
