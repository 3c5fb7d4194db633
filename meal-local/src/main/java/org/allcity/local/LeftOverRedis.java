package org.allcity.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the Redis that a killed JVM left behind. Its data is fine, but it holds the port and the append-only file that the
 * next one needs. It is known by its command line, which names the configuration in our folder.
 */
final class LeftOverRedis {

    private static final Logger log = LoggerFactory.getLogger(LeftOverRedis.class);

    private static final Duration STOP_MAX = Duration.ofSeconds(10);

    private LeftOverRedis() {
    }

    /** Call only while the data folder is locked: then a server of this folder is nobody's. */
    static void stop(Path folder) {
        String config = RedisConfig.file(folder).toString();
        List<ProcessHandle> leftOver = ProcessHandle.allProcesses().filter(process -> serves(process, config)).toList();
        leftOver.forEach(LeftOverRedis::stop);
    }

    private static boolean serves(ProcessHandle process, String config) {
        ProcessHandle.Info info = process.info();
        boolean isRedis = info.command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(name -> name.contains("redis-server") || name.contains("valkey-server"))
                .isPresent();
        return isRedis && info.arguments().map(arguments -> Arrays.asList(arguments).contains(config)).orElse(false);
    }

    private static void stop(ProcessHandle process) {
        log.info("redis-server of an earlier run is still there, stopping it: pid={}", process.pid());
        process.destroy();
        if (!hasEnded(process)) {
            log.warn("redis-server of an earlier run did not stop within {}, killing it: pid={}", STOP_MAX, process.pid());
            process.destroyForcibly();
            if (!hasEnded(process)) {
                throw new StartRefusedException("Redis: process " + process.pid()
                        + " of an earlier run does not end (expected: gone; end it with kill -9 " + process.pid() + ")");
            }
        }
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + process.pid(), e);
        }
    }
}
