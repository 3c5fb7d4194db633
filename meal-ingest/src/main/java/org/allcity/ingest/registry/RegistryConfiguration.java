package org.allcity.ingest.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.allcity.ingest.CityProperties;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.Registry;
import org.allcity.ingest.TopicsInPlace;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The registry and its Kafka clients. Where Kafka is and how to log in comes from {@code spring.kafka}. */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {

    // Only administrators wait for it, and only while Kafka is away.
    private static final int MAX_BLOCK_MS = 500;
    private static final long METADATA_KEPT_MS = Duration.ofDays(3_650).toMillis();

    @Bean
    RegistryReader registryReader(
            TopicsInPlace topics, KafkaProperties kafka, KafkaConnectionDetails connection, CityProperties city,
            ObjectProvider<Registry.RemovalListener> listeners, MeterRegistry meters) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getConsumer().getBootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "meal-ingest-registry");
        // No group: every instance reads all of it.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // A removal must be seen by all within a second: answered as soon as there is one byte, reconnecting fast.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, 100);
        settings.put(ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        Supplier<Consumer<byte[], byte[]>> consumers =
                () -> new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return new RegistryReader(consumers, city.registryTopic(), listeners.stream().toList(), meters);
    }

    @Bean
    KafkaRegistry registry(
            RegistryReader reader, KafkaProperties kafka, KafkaConnectionDetails connection, CityProperties city,
            IngestProperties ingest) {
        int timeoutMs = Math.toIntExact(ingest.ackTimeout().toMillis());
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getProducer().getBootstrapServers());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "meal-ingest-registrations");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs / 2);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_KEPT_MS);
        return new KafkaRegistry(reader, new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                city.registryTopic(), ingest.ackTimeout());
    }

    @Bean
    HealthIndicator registryHealthIndicator(RegistryReader reader) {
        return () -> (reader.caughtUp() ? Health.up() : Health.outOfService())
                .withDetail("points", reader.state().points().size())
                .withDetail("terminals", reader.state().terminalCount())
                .build();
    }
}
