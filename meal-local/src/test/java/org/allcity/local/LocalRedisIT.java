package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisIT {

    @TempDir
    Path temp;
    Path folder;
    int port;
    final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void choosePlace() throws Exception {
        folder = temp.toRealPath().resolve("with \"quotes\" and space");
        port = FreePorts.one();
    }

    @Test
    void keepsWhatIsCounted() {
        try (LocalRedis redis = start()) {
            assertThat(setting(redis, "appendonly")).isEqualTo("yes");
            assertThat(setting(redis, "appendfsync")).isEqualTo("everysec");
            assertThat(setting(redis, "maxmemory-policy")).isEqualTo("noeviction");
            assertThat(setting(redis, "bind")).isEqualTo("127.0.0.1");
            assertThat(setting(redis, "dir")).isEqualTo(folder.toString());
        }
    }

    @Test
    void keepsItsDataOverARestart() {
        try (LocalRedis redis = start()) {
            ask(redis, commands -> commands.set("meals", "7"));
        }

        try (LocalRedis redis = start()) {
            assertThat(ask(redis, commands -> commands.get("meals"))).isEqualTo("7");
        }
        assertThat(told).isEmpty();
    }

    @Test
    void takesOverFromAServerThatAKilledJvmLeftBehind() throws Exception {
        Process leftBehind = leaveOneBehind();

        try (LocalRedis redis = start()) {
            assertThat(leftBehind.isAlive()).isFalse();
            assertThat(redis.pid()).isNotEqualTo(leftBehind.pid());
            assertThat(ask(redis, commands -> commands.get("meals"))).isEqualTo("7");
        }
    }

    @Test
    void leavesTheServersOfOtherFoldersAlone() {
        try (LocalRedis other = LocalRedis.start(temp.resolve("other"), port, carried(), told::add)) {
            LeftOverRedis.stop(folder);

            assertThat(ask(other, RedisCommands::ping)).isEqualTo("PONG");
        }
    }

    @Test
    void tellsWhenTheServerIsKilled() {
        try (LocalRedis redis = start()) {
            ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();

            await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(told).hasSize(1));
            assertThat(told.get(0)).startsWith("redis-server (pid " + redis.pid() + ") ended, exit status 137");
        }
    }

    @Test
    void leavesNoProcessWhenClosed() {
        LocalRedis redis = start();
        long pid = redis.pid();

        redis.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void runsOutsideTheGroupThatCtrlCGoesTo() throws Exception {
        try (LocalRedis redis = start()) {
            assertThat(processGroup(redis.pid())).isEqualTo(redis.pid()).isNotEqualTo(processGroup(ProcessHandle.current().pid()));
        }
    }

    @Test
    void saysWhatToInstallWhenTheBinaryCannotRun() throws Exception {
        Path broken = script("echo 'error while loading shared libraries: libssl.so.3: cannot open' >&2; exit 127");

        assertThatThrownBy(() -> LocalRedis.start(folder, port, new RedisBinary(broken, "carried by this build"), told::add))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("libssl.so.3")
                .hasMessageContaining("install Redis 6.2 or later")
                .message().hasLineCount(1);
    }

    @Test
    void saysHowToGoOnWhenItsDataIsDamaged() throws Exception {
        try (LocalRedis redis = start()) {
            ask(redis, commands -> commands.set("meals", "7"));
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".aof")).toList()) {
                Files.writeString(file, "*9\r\nnot a command\r\n");
            }
        }

        assertThatThrownBy(this::start)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("the counts can be made again from the log: remove " + folder + " and start again")
                .message().hasLineCount(1);
    }

    @Test
    void passesOverARedisThatIsTooOld() throws Exception {
        script("echo 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=a3fdef44459b3ad6'");

        RedisBinary found = RedisBinary.find(temp.toString(), temp.resolve("bin"));

        assertThat(found.origin()).isEqualTo("carried by this build");
    }

    @Test
    void takesARedisOnThePathThatIsNewEnough() throws Exception {
        Path file = script("echo 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=a3fdef44459b3ad6'");

        assertThat(RedisBinary.find(temp.toString(), temp.resolve("bin"))).isEqualTo(new RedisBinary(file, "on PATH"));
    }

    /** Started as {@link LocalRedis} does, but owned by nobody, as after {@code kill -9} of its JVM. */
    private Process leaveOneBehind() throws Exception {
        Files.createDirectories(folder);
        Path config = RedisConfig.write(folder, port);
        Process process = new ProcessBuilder(carried().path().toString(), config.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(10, TimeUnit.SECONDS).ignoreExceptions()
                .until(() -> ask(commands -> commands.set("meals", "7")).equals("OK"));
        return process;
    }

    private LocalRedis start() {
        return LocalRedis.start(folder, port, carried(), told::add);
    }

    private RedisBinary carried() {
        return RedisBinary.find("", temp.resolve("bin"));
    }

    private Path script(String body) throws Exception {
        Path file = Files.writeString(temp.resolve("redis-server"), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String setting(LocalRedis redis, String name) {
        return ask(redis, commands -> commands.configGet(name).get(name));
    }

    private String ask(LocalRedis redis, Function<RedisCommands<String, String>, String> question) {
        assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + port);
        return ask(question);
    }

    private String ask(Function<RedisCommands<String, String>, String> question) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (var connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(0, 5, TimeUnit.SECONDS);
        }
    }

    private static long processGroup(long pid) throws Exception {
        Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
        return Long.parseLong(new String(ps.getInputStream().readAllBytes()).strip());
    }
}
