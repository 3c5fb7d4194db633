package org.allcity.benchmark.harness;

import java.nio.file.Path;
import org.allcity.benchmark.expect.Verifier;
import org.allcity.benchmark.redis.RedisConnection;

/** Killed with kill -9 when 45 % of the days are counted, started again: how long until the last count, and are all right? */
final class Crash {

    private static final int AT_PERCENT = 45;
    private static final int IDLE_SECONDS = 40;

    private final Path root;
    private final Path data;
    private final Report report;

    Crash(Path root, Path data) {
        this.root = root;
        this.data = data;
        this.report = new Report(data);
    }

    void run(DataSet set, Contender contender) {
        EndWatch watch = new EndWatch(set.expectGenerated().expected());
        Path folder = data.resolve("run");
        Folders.delete(folder);
        String application = "bench-" + contender + "-" + Long.toHexString(System.nanoTime());
        try (Brokers brokers = set.startBrokers();
                RedisServers redis = RedisServers.startEmpty(folder.resolve("redis"));
                RedisConnection connection = redis.owner().connect()) {
            Machine.awaitQuiet();
            Contender.Scene scene = new Contender.Scene(root, brokers, redis, folder, application);
            Running running = Running.start(contender, scene, null);
            try {
                watch.awaitProgress(connection, AT_PERCENT, running.process());
                running.kill9();
                long killed = System.currentTimeMillis();
                running = Running.start(contender, scene, running);
                // Ours has its first batch in Redis from its first life: only its metric tells.
                long first = FirstPoll.await(running.process(), running.logStart(), running.metricsPort(), null);
                EndWatch.End end = watch.await(connection, running.process(), IDLE_SECONDS);
                EndWatch.awaitLastWrites();
                running.kill9();
                Verifier.Outcome outcome = new Verifier(connection, DataSet.PREFIX).compare(set.expected());
                report.line("crash %s, %s events, kill -9 at %d %%: from the restart to the first event %.1f s, to the last count %.1f s; %s",
                        contender, set.size(), AT_PERCENT, (first - killed) / 1e3, (end.atMillis() - killed) / 1e3, outcome);
            } finally {
                running.kill9();
                brokers.forget(application);
            }
        }
    }
}
