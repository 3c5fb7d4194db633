package org.allcity.ingest.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.allcity.ingest.CityProperties;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.ProductionChecks;
import org.allcity.ingest.RefusedToStartException;
import org.allcity.ingest.TopicsInPlace;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The check of the city's topics, and the client of the events topic. Where Kafka is and how to log in comes from {@code spring.kafka}; the rest is said here. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    // A send must never block a server thread: without metadata (the client forgets it when all brokers are away) or room
    // it fails at once, and the metadata is fetched in the background. The buffer is larger than all that may be in flight.
    private static final int MAX_BLOCK_MS = 0;
    private static final int ADMIN_TIMEOUT_MS = 5_000;
    // Batches grow with the load by themselves: what comes in while one request is under way goes with the next. See RATIONALE.md.
    private static final int LINGER_MS = 0;
    private static final int REQUESTS_UNDER_WAY = 1;
    private static final int BATCH_BYTES = 128 * 1024;
    // Most batches are of a few records, for which each level above costs more time than it saves bytes. See RATIONALE.md.
    private static final int ZSTD_LEVEL = -5;
    private static final long BUFFER_BYTES = 64L * 1024 * 1024;
    private static final long METADATA_KEPT_MS = Duration.ofDays(3_650).toMillis();
    private static final int WARM_UP_ATTEMPTS_MAX = 600;
    private static final Duration WARM_UP_PAUSE = Duration.ofMillis(50);

    @Bean
    TopicsInPlace topicsInPlace(
            KafkaProperties kafka, KafkaConnectionDetails connection, CityProperties city, IngestProperties ingest,
            Environment environment) {
        int replicasMin = environment.matchesProfiles(ProductionChecks.PROFILE) ? ProductionChecks.REPLICAS_MIN : 1;
        Map<String, Object> settings = kafka.buildAdminProperties();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getAdmin().getBootstrapServers());
        // Closing the client waits for what it still asks.
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS);
        String bootstrapServers = String.join(",", connection.getAdmin().getBootstrapServers());
        try (Admin admin = admin(settings, bootstrapServers)) {
            new CityTopics(admin, city, bootstrapServers, replicasMin).ensure(ingest.kafkaWait());
        }
        return new TopicsInPlace();
    }

    @Bean
    KafkaFactPublisher factPublisher(
            TopicsInPlace topics, KafkaProperties kafka, KafkaConnectionDetails connection, CityProperties city,
            IngestProperties ingest, ObjectProvider<OpenTelemetry> openTelemetry, MeterRegistry meters) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                producerSettings(kafka, connection, ingest), new ByteArraySerializer(), new ByteArraySerializer());
        warmUp(producer, city.eventsTopic());
        PublishTracing tracing = openTelemetry.stream().findAny()
                .<PublishTracing>map(OpenTelemetryPublishTracing::new).orElse(PublishTracing.NONE);
        return new KafkaFactPublisher(
                producer, city.eventsTopic(), city.kafka().partitions(), ingest.inFlightMax(), tracing, meters);
    }

    private static Admin admin(Map<String, Object> settings, String bootstrapServers) {
        try {
            return Admin.create(settings);
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new RefusedToStartException("spring.kafka.bootstrap-servers: " + bootstrapServers
                    + " (expected: host:port of brokers that can be found; " + cause.getMessage() + ")");
        }
    }

    private static Map<String, Object> producerSettings(
            KafkaProperties kafka, KafkaConnectionDetails connection, IngestProperties ingest) {
        int ackTimeoutMs = Math.toIntExact(ingest.ackTimeout().toMillis());
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.getProducer().getBootstrapServers());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "meal-ingest-facts");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_UNDER_WAY);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, ackTimeoutMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ackTimeoutMs / 2);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 100);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, ZSTD_LEVEL);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_KEPT_MS);
        return settings;
    }

    /** So that no request is the first to need the topic's metadata, and fails. */
    private static void warmUp(KafkaProducer<byte[], byte[]> producer, String topic) {
        for (int attempt = 1; attempt <= WARM_UP_ATTEMPTS_MAX; attempt++) {
            if (hasMetadata(producer, topic)) {
                return;
            }
            LockSupport.parkNanos(WARM_UP_PAUSE.toNanos());
        }
        throw new RefusedToStartException("topic " + topic + ": no metadata from Kafka (expected: within "
                + WARM_UP_PAUSE.multipliedBy(WARM_UP_ATTEMPTS_MAX) + ")");
    }

    private static boolean hasMetadata(KafkaProducer<byte[], byte[]> producer, String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException e) {
            // Asked for, and not there yet.
            return false;
        }
    }
}
