package org.allcity.counts.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A real server of the test's own: the redis-server on the path if it is 6.2 or later, else the one that embedded-redis carries. */
final class TestRedis implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");
    private static final int CLUSTER_BUS_OFFSET = 10_000;
    private static final int ATTEMPTS_MAX = 100;

    private final RedisServer server;
    private final RedisClient client;
    private final RedisURI uri;
    private final RedisCommands<String, String> commands;

    private TestRedis(RedisServer server, RedisURI uri) {
        this.server = server;
        this.uri = uri;
        this.client = RedisClient.create(uri);
        this.commands = client.connect().sync();
    }

    /** Starts one that keeps nothing on disk. */
    static TestRedis start(Path directory, String... settings) throws IOException {
        int port = freePort();
        RedisServerBuilder builder = new RedisServerBuilder()
                .executableProvider(executable())
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + directory)
                .setting("save \"\"")
                .setting("appendonly no");
        for (String setting : settings) {
            builder.setting(setting);
        }
        RedisServer server = builder.build();
        server.start();
        return new TestRedis(server, RedisURI.create("127.0.0.1", port));
    }

    private static ExecutableProvider executable() {
        try {
            ExecutableProvider installed = ExecutableProvider.newExecutableInPath("redis-server");
            return isRecent(installed.get().getPath()) ? installed : ExecutableProvider.newJarResourceProvider();
        } catch (IOException e) {
            return ExecutableProvider.newJarResourceProvider();
        }
    }

    private static boolean isRecent(String executable) throws IOException {
        Process process = new ProcessBuilder(executable, "--version").redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 6 || major == 6 && Integer.parseInt(version.group(2)) >= 2;
    }

    // Below the range that the system gives out by itself, with the port of a cluster's bus free too.
    private static int freePort() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 22_000);
            if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port (expected: one from 20000 to 21999)");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
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
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startAgain() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 2, TimeUnit.SECONDS);
        stop();
    }
}
