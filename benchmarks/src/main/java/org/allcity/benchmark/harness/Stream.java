package org.allcity.benchmark.harness;

import java.time.LocalDate;
import java.time.ZoneId;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.generate.Live;
import org.allcity.benchmark.redis.RedisConnection;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/** Events at a steady rate, received now; among them markers, at low rates every other event, else twenty a second. */
final class Stream implements AutoCloseable {

    private static final int MARKERS_PER_SECOND = 20;
    private static final int FIRST_WITHIN_SECONDS = 120;
    private static final String FIELD = "persons";

    private final int rate;
    private final int day = (int) LocalDate.now(ZoneId.of("Asia/Shanghai")).toEpochDay();
    private final Live live = new Live(day, System.nanoTime());
    private final KafkaProducer<byte[], byte[]> producer;

    Stream(Brokers brokers, int rate) {
        this.rate = rate;
        this.producer = new KafkaProducer<>(Clients.producerOfIngest(brokers.bootstrap()));
        producer.partitionsFor(DataSet.TOPIC);
    }

    /** Waits until a first marker is counted: the start of a JVM is not a delay. */
    void awaitFirst(RedisServer redis, ChildProcess process) {
        String key = nextKey();
        sendMarker(() -> {});
        try (RedisConnection connection = redis.connect()) {
            Waits.until("the first count", FIRST_WITHIN_SECONDS, () -> {
                process.expectAlive();
                return connection.call("HGET", key, FIELD) != null;
            });
        }
    }

    private String nextKey() {
        return Cells.key(DataSet.PREFIX, Cells.scope(Cells.DAY, day, live.markerPlace()));
    }

    private void sendMarker(Runnable acknowledged) {
        byte[] key = live.markerKey();
        producer.send(Generate.record(DataSet.TOPIC, key, live.marker(System.currentTimeMillis())), (metadata, trouble) -> {
            if (trouble == null) {
                acknowledged.run();
            }
        });
    }

    /** @param markers null to send none */
    void run(long seconds, @Nullable Markers markers, long warmSeconds, ChildProcess process) {
        int every = Math.max(2, rate / MARKERS_PER_SECOND);
        long start = System.nanoTime();
        for (long i = 0; i < rate * seconds; i++) {
            long due = start + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                Waits.pause(1);
            }
            if (markers != null && i % every == 0) {
                process.expectAlive();
                String key = nextKey();
                long receivedAt = System.nanoTime();
                boolean measured = i >= rate * warmSeconds;
                markers.sent(receivedAt, key, FIELD, measured);
                sendMarker(measured ? () -> markers.acknowledged(receivedAt) : () -> {});
            } else {
                live.next(System.currentTimeMillis(), (key, value) -> producer.send(Generate.record(DataSet.TOPIC, key, value)));
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
