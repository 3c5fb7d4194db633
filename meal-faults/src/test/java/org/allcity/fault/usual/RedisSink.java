package org.allcity.fault.usual;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As the usual sink connectors: committed increments of a topic, a poll's in one MULTI, and its offsets committed afterwards. */
final class RedisSink implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(RedisSink.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Properties config;
    private final String topic;
    private final String redisUri;
    private volatile boolean closing;

    RedisSink(String bootstrapServers, String topic, String group, String redisUri) {
        this.config = GroupSettings.consumer(bootstrapServers, group);
        this.topic = topic;
        this.redisUri = redisUri;
    }

    @Override
    public void run() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                RedisPipeline redis = new RedisPipeline(redisUri)) {
            consumer.subscribe(List.of(topic));
            while (!closing) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    write(records, consumer, redis);
                }
            }
        }
    }

    private static void write(
            ConsumerRecords<byte[], byte[]> records, KafkaConsumer<byte[], byte[]> consumer, RedisPipeline redis) {
        try {
            redis.run(commands -> {
                commands.add(commands.redis().multi());
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    commands.add(Increment.of(record.key(), record.value()));
                }
                commands.add(commands.redis().exec());
            });
            CommittedOffsets.commit(consumer);
        } catch (RedisException e) {
            log.warn("Redis: {}; the batch is tried again", e.toString());
            CommittedOffsets.seekBack(consumer);
        }
    }

    void close() {
        closing = true;
    }
}
