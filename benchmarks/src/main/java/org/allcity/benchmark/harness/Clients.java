package org.allcity.benchmark.harness;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.allcity.benchmark.peer.Settings;

/** Kafka clients of the harness. */
final class Clients {

    /** Ingest's. */
    private static final int ZSTD_LEVEL = -5;

    private Clients() {}

    /** One that sends as ingest does. */
    static Properties producerOfIngest(String bootstrap) {
        Properties properties = producer(bootstrap, 0);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
        return properties;
    }

    static Properties producer(String bootstrap, int lingerMillis) {
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        properties.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, Integer.toString(ZSTD_LEVEL));
        properties.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMillis));
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "262144");
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, "134217728");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "4194304");
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return properties;
    }

    /** Reads a partition from its beginning to an offset. */
    static void readAll(String bootstrap, TopicPartition partition, long end, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Settings.consumer(bootstrap, null))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(sink);
            }
        }
    }
}
