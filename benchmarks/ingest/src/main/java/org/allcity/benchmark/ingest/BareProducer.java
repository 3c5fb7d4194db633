package org.allcity.benchmark.ingest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** The limit: one thread that hands finished records to a producer as fast as it takes them, with no HTTP before it. */
final class BareProducer {

    private final String address;

    BareProducer(String address) {
        this.address = address;
    }

    /** Acknowledged in all, and per second of the measured time. */
    record Sent(long acknowledged, double perSecond) {}

    Sent send(List<MealEvents.Entry> entries, Duration warmUp, Duration measured, Runnable atStart, Runnable atEnd) {
        // The compression is ingest's.
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd",
                ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, -5,
                ProducerConfig.LINGER_MS_CONFIG, 5,
                ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        LongAdder acknowledged = new LongAdder();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long started = System.nanoTime();
            int next = sendUntil(producer, entries, 0, started + warmUp.toNanos(), acknowledged);
            atStart.run();
            long from = System.nanoTime();
            long before = acknowledged.sum();
            sendUntil(producer, entries, next, from + measured.toNanos(), acknowledged);
            double perSecond = (acknowledged.sum() - before) * 1e9 / (System.nanoTime() - from);
            atEnd.run();
            producer.flush();
            return new Sent(acknowledged.sum(), perSecond);
        }
    }

    private static int sendUntil(KafkaProducer<byte[], byte[]> producer, List<MealEvents.Entry> entries, int first, long endNanos,
            LongAdder acknowledged) {
        int next = first;
        while (System.nanoTime() - endNanos < 0) {
            for (int i = 0; i < 100; i++) {
                MealEvents.Entry entry = entries.get(next);
                next = (next + 1) % entries.size();
                int partition = Utils.toPositive(Utils.murmur2(entry.key())) % Broker.PARTITIONS;
                producer.send(new ProducerRecord<>(Broker.TOPIC, partition, entry.key(), entry.value()), (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.increment();
                    }
                });
            }
        }
        return next;
    }
}
