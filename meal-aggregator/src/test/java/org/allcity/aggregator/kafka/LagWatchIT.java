package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lag by a real broker's account, without anyone who counts. Record n was received n minutes after the first. */
@Tag("kafka")
class LagWatchIT {

    private static final Instant FIRST_RECEIVED = Instant.parse("2026-11-23T04:00:00Z");
    private static final Instant NOW = FIRST_RECEIVED.plus(Duration.ofHours(1));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AggregatorMetrics metrics = new AggregatorMetrics(meters);
    private final String topic = "meal-events." + UUID.randomUUID();

    private static TestServer broker;
    private static Admin admin;
    private LagWatch watch;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = TestServers.kafka(folder);
        broker.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.address(), "request.timeout.ms", 2_000, "default.api.timeout.ms", 3_000));
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void ownPartitions() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(Map.of("retention.ms", "-1")))).all().get();
        EventLog eventLog = new EventLog(admin, topic);
        Map<String, Object> config = Map.of(
                "bootstrap.servers", broker.address(), "auto.offset.reset", "none", "max.partition.fetch.bytes", 1);
        watch = new LagWatch(
                eventLog,
                () -> new KafkaLogReader(
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()), eventLog),
                metrics,
                Clock.fixed(NOW, ZoneOffset.UTC));
        metrics.owned(0, true);
        metrics.owned(1, true);
    }

    @AfterEach
    void closeReader() {
        watch.close();
    }

    @Test
    void tellsTheAgeOfTheOldestRecordThatIsNotCounted() throws Exception {
        send(0, 10);
        send(1, 10);
        metrics.position(0, 4, 0);
        metrics.position(1, 10, 0);

        watch.look();

        assertThat(of(0, "lag.records")).isEqualTo(6);
        assertThat(of(0, "lag")).isEqualTo(Duration.ofMinutes(56).toSeconds());
        assertThat(of(0, "log.end")).isEqualTo(10);
        assertThat(of(0, "log.retention.left")).isInfinite();
        assertThat(of(1, "lag.records")).isZero();
        assertThat(of(1, "lag")).isZero();

        metrics.position(0, 10, 0);
        watch.look();
        assertThat(of(0, "lag")).isZero();
    }

    @Test
    void tellsWhenRetentionWillReachTheCounts() throws Exception {
        send(0, 10);
        metrics.position(0, 4, 0);
        metrics.position(1, 0, 0);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(
                        new ConfigEntry("retention.ms", String.valueOf(Duration.ofDays(30_000).toMillis())), AlterConfigOp.OpType.SET))))
                .all()
                .get();

        watch.look();

        double retention = Duration.ofDays(30_000).toSeconds();
        assertThat(meters.get("meals.aggregator.log.retention").gauge().value()).isEqualTo(retention);
        assertThat(of(0, "log.retention.left")).isEqualTo(retention - Duration.ofMinutes(56).toSeconds());
        assertThat(of(1, "log.retention.left")).isEqualTo(retention);
    }

    @Test
    void looksAtWhatIsLeftWhereRecordsAreGone() throws Exception {
        send(0, 10);
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(7))).all().get();
        metrics.position(0, 4, 0);

        watch.look();

        assertThat(of(0, "log.beginning")).isEqualTo(7);
        assertThat(of(0, "lag")).isEqualTo(Duration.ofMinutes(53).toSeconds());
    }

    @Test
    void growsOldItselfWhenThereIsNoTopic() throws Exception {
        metrics.position(0, 0, 0);
        watch.look();
        admin.deleteTopics(List.of(topic)).all().get();
        double looked = meters.get("meals.aggregator.log.looked").timeGauge().value();

        assertThatThrownBy(watch::look).isInstanceOf(KafkaException.class);

        assertThat(meters.get("meals.aggregator.log.looked").timeGauge().value()).isGreaterThan(looked);
    }

    private double of(int partition, String name) {
        return meters.get("meals.aggregator." + name).tag("partition", String.valueOf(partition)).gauge().value();
    }

    private void send(int partition, int records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                long received = FIRST_RECEIVED.plus(Duration.ofMinutes(i)).toEpochMilli();
                producer.send(new ProducerRecord<>(topic, partition, received, new byte[16], new byte[100])).get();
            }
        }
    }
}
