package org.allcity.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/** A real {@code redis-server}: the one on the path if it is 6.2 or later, else the one that embedded-redis carries. */
final class RedisProcess implements TestServer {

    private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");

    private final int port = FreePorts.one();
    private final RedisServer server;

    RedisProcess(Path folder, String... settings) {
        try {
            RedisServerBuilder builder = new RedisServerBuilder()
                    .executableProvider(executable())
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("dir " + folder)
                    .setting("save \"\"")
                    .setting("appendonly no");
            for (String setting : settings) {
                builder.setting(setting);
            }
            server = builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
