package org.allcity.benchmark.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.event.Bytes;
import org.allcity.benchmark.peer.Changes;
import org.allcity.benchmark.peer.CountWriter;
import org.allcity.benchmark.peer.Settings;
import org.allcity.benchmark.redis.RedisConnection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Committed changes into Redis, exactly once: the increments and the next offsets are one MULTI/EXEC, so a crash of either side leaves
 * both or neither, and a restart seeks to the offsets found in Redis. WATCH on the offsets stops a second sink.
 */
final class RedisSink {

    private static final int RECORDS_MAX = 100_000;
    private static final long EVERY_MILLIS = Settings.number("SINK_MS", 100);

    private RedisSink() {}

    static void run(String topic) {
        String offsets = Settings.APPLICATION + "-offsets";
        Properties properties = Settings.consumer(Settings.BOOTSTRAP, null);
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", "20000");
        properties.put("fetch.max.wait.ms", "20");
        CellSums sums = new CellSums();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
                RedisConnection redis = new RedisConnection(Settings.REDIS_PORT)) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            consumer.assign(partitions);
            long[] at = new long[partitions.size()];
            for (TopicPartition partition : partitions) {
                at[partition.partition()] = offset(redis.call("HGET", offsets, "" + partition.partition()));
                consumer.seek(partition, at[partition.partition()]);
            }
            CountWriter writer = new CountWriter(redis);
            long last = 0;
            long records = 0;
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(records == 0 ? 1_000 : 5))) {
                    for (int i = 0; i < record.value().length; i += Long.BYTES) {
                        Changes.add(Bytes.getLong(record.value(), i), sums);
                    }
                    records++;
                }
                long now = System.currentTimeMillis();
                if (records > 0 && (records >= RECORDS_MAX || now - last >= EVERY_MILLIS)) {
                    begin(redis, offsets, at);
                    writer.increment(sums);
                    redis.command(2 + 2 * at.length).argument("HSET").argument(offsets);
                    for (TopicPartition partition : partitions) {
                        at[partition.partition()] = consumer.position(partition);
                        redis.argument(partition.partition()).argument(at[partition.partition()]);
                    }
                    redis.command("EXEC").flush();
                    redis.drain(1);
                    if (redis.reply() == null) {
                        throw new IllegalStateException("another sink wrote");
                    }
                    sums.clear();
                    records = 0;
                    last = now;
                }
            }
        }
    }

    private static void begin(RedisConnection redis, String offsets, long[] at) {
        redis.command("WATCH", offsets).command(2 + at.length).argument("HMGET").argument(offsets);
        for (int partition = 0; partition < at.length; partition++) {
            redis.argument(partition);
        }
        redis.flush();
        redis.drain(1);
        List<?> there = (List<?>) java.util.Objects.requireNonNull(redis.reply());
        for (int partition = 0; partition < at.length; partition++) {
            if (offset(there.get(partition)) != at[partition]) {
                throw new IllegalStateException("another sink wrote");
            }
        }
        redis.command("MULTI");
    }

    private static long offset(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? 0 : Long.parseLong((String) value);
    }
}
