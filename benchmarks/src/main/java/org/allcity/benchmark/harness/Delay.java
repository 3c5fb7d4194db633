package org.allcity.benchmark.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * From receivedAt to visible in Redis, the same way for all: a steady stream of the workload, and twenty times a second a marker, which
 * is the only event of its meal point; a poller looks for the marker's count once a millisecond.
 */
final class Delay {

    private final Path root;
    private final Path data;
    private final Report report;

    Delay(Path root, Path data) {
        this.root = root;
        this.data = data;
        this.report = new Report(data);
    }

    void run(List<Contender> contenders, int rate, long warmSeconds, long seconds, int runs) {
        for (int run = 0; run < runs; run++) {
            contenders.forEach(contender -> once(contender, rate, warmSeconds, seconds));
        }
    }

    private void once(Contender contender, int rate, long warmSeconds, long seconds) {
        Path folder = data.resolve("run");
        Folders.delete(folder);
        String application = "bench-" + contender + "-" + Long.toHexString(System.nanoTime());
        try (Brokers brokers = Brokers.start(folder.resolve("broker")); RedisServers redis = RedisServers.startEmpty(folder.resolve("redis"))) {
            Generate.createTopics(brokers);
            Machine.awaitQuiet();
            Running running = Running.start(contender, new Contender.Scene(root, brokers, redis, folder, application), null);
            try (Stream stream = new Stream(brokers, rate)) {
                stream.awaitFirst(redis.owner(), running.process());
                Markers markers = new Markers(redis.owner());
                markers.start();
                stream.run(warmSeconds + seconds, markers, warmSeconds, running.process());
                markers.finish();
                report.line("delay %s at %,d events/s, %d s, %d markers (%d never seen), ms: %s; of it until Kafka acknowledged: %s; %s",
                        contender, rate, seconds, markers.visible().size(), markers.lost(), markers.visible().percentiles(),
                        markers.acknowledged().percentiles(), settings(contender));
            } finally {
                running.kill9();
            }
        }
    }

    private static String settings(Contender contender) {
        Map<String, String> environment = System.getenv();
        return switch (contender) {
            case STREAMS_ROCKSDB, STREAMS_MEMORY -> "commit every " + environment.getOrDefault("COMMIT_MS", "1000") + " ms";
            case FLINK_HEAP, FLINK_ROCKSDB -> "flush every " + environment.getOrDefault("FLUSH_MS", "100") + " ms";
            default -> "default settings";
        };
    }
}
