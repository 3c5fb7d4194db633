package org.allcity.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaIT {

    private static final String TOPIC = "meal-events.330100";

    @TempDir
    Path temp;
    int port;
    int controllerPort;

    @BeforeEach
    void choosePorts() throws Exception {
        LocalPorts ports = FreePorts.forACity();
        port = ports.of(LocalPorts.Use.KAFKA);
        controllerPort = ports.of(LocalPorts.Use.KAFKA_CONTROLLER);
    }

    @Test
    void keepsTopicsRecordsAndIdentityOverARestart() throws Exception {
        String clusterId;
        try (LocalKafka kafka = start()) {
            clusterId = clusterId(kafka);
            createTopic(kafka);
            send(kafka, "breakfast");
        }

        try (LocalKafka kafka = start()) {
            send(kafka, "lunch");

            assertThat(read(kafka, 2)).containsExactly("breakfast", "lunch");
            assertThat(clusterId(kafka)).isEqualTo(clusterId);
        }
    }

    @Test
    void makesNoTopicThatNobodyAskedFor() throws Exception {
        try (LocalKafka kafka = start(); Admin admin = admin(kafka)) {
            Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", 2_000);
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(TOPIC, "lunch")).get(10, SECONDS))
                        .hasCauseInstanceOf(TimeoutException.class);
            }

            assertThat(admin.listTopics().names().get(10, SECONDS)).isEmpty();
        }
    }

    @Test
    void tellsOfAFatalFaultInsteadOfEndingTheJvm() {
        AtomicReference<String> told = new AtomicReference<>();
        try (LocalKafka kafka = LocalKafka.start(temp, port, controllerPort, told::set)) {
            assertThatThrownBy(() -> org.apache.kafka.common.utils.Exit.halt(1, "disk gone"))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(told).hasValue("disk gone");
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    private LocalKafka start() {
        return LocalKafka.start(temp.resolve("with space"), port, controllerPort, fault -> {
            throw new AssertionError(fault);
        });
    }

    private static Admin admin(LocalKafka kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static String clusterId(LocalKafka kafka) throws Exception {
        try (Admin admin = admin(kafka)) {
            return admin.describeCluster().clusterId().get(10, SECONDS);
        }
    }

    private static void createTopic(LocalKafka kafka) throws Exception {
        try (Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(10, SECONDS);
        }
    }

    private static void send(LocalKafka kafka, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(10, SECONDS);
        }
    }

    private static List<String> read(LocalKafka kafka, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(polled -> values.add(polled.value()));
            }
        }
        return values;
    }
}
