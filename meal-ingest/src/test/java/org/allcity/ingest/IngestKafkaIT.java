package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.allcity.schema.MealFact;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import tools.jackson.databind.JsonNode;

/** Ingest against a real broker. */
@Tag("kafka")
class IngestKafkaIT {

    private static final String POINT = "330106-0042";
    private static final int PARTITIONS = 12;

    @TempDir
    static Path data;

    private static TestServer broker;
    private static RunningIngest ingest;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        broker = TestServers.kafka(data);
        broker.start();
        ingest = startIngest();
        token = ingest.registerTerminal("T-0042.1", POINT);
    }

    @AfterAll
    static void stop() {
        ingest.close();
        broker.close();
    }

    @Test
    void acknowledgesOnlyWhatIsInTheTopic() throws Exception {
        String order = UUID.randomUUID().toString();
        String event = UUID.randomUUID().toString();
        Instant occurredAt = Instant.now().minusSeconds(60);

        HttpResponse<String> answer = ingest.postEvents(token, """
                {"eventId": "%s", "orderId": "%s", "fact": "SERVED", "occurredAt": "%s", "period": "LUNCH", "mode": "DINE_IN",
                 "servings": 2, "diner": {"citizenId": " 33010619450101123x ", "group": "AGE_80_89", "homeDistrict": "330102",
                 "verifiedBy": "CARD"}, "priceFen": 1500, "subsidyFen": 300, "capture": "OFFLINE"}""".formatted(event, order, occurredAt));

        assertThat(answer.statusCode()).isEqualTo(200);
        ConsumerRecord<byte[], byte[]> record = recordAt(RunningIngest.json(answer).at("/items/0/position").stringValue());
        byte[] pseudonym = hmac("33010619450101123X");
        assertThat(record.key()).isEqualTo(pseudonym);
        assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(pseudonym)) % PARTITIONS);
        assertThat(record.value()).startsWith(0xc3, 0x01);
        GenericRecord fact = decode(record);
        assertThat(fact.get("eventId").toString()).isEqualTo(bytesOf(event));
        assertThat(fact.get("orderId").toString()).isEqualTo(bytesOf(order));
        assertThat(fact.get("registered")).isEqualTo(true);
        assertThat(fact.get("kind")).hasToString("SERVED");
        assertThat(fact.get("occurredAt")).isEqualTo(occurredAt.toEpochMilli());
        assertThat(fact.get("receivedAt")).isEqualTo(record.timestamp());
        assertThat(fact.get("serviceDate")).isEqualTo((int) LocalDate.ofInstant(occurredAt, Reception.SERVICE_ZONE).toEpochDay());
        assertThat(fact.get("servings")).isEqualTo(2);
        assertThat(List.of("point", "district", "subdistrict", "terminal", "homeDistrict", "group", "mode", "period", "verifiedBy", "capture"))
                .extracting(field -> fact.get(field).toString())
                .containsExactly(POINT, "330106", "330106003", "T-0042.1", "330102", "AGE_80_89", "DINE_IN", "LUNCH", "CARD", "OFFLINE");
        assertThat(List.of(fact.get("priceFen"), fact.get("subsidyFen"))).containsExactly(1500, 300);
        assertThat(fact.get("reason")).isNull();
    }

    @Test
    void followsNoRequestUnlessTracingIsOn() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofString(served(UUID.randomUUID().toString(), null)))
                .header("Content-Type", "application/json")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(recordAt(RunningIngest.json(answer).at("/items/0/position").stringValue()).headers().toArray()).isEmpty();
        assertThat(catchThrowable(() -> ingest.bean(OpenTelemetry.class))).isInstanceOf(NoSuchBeanDefinitionException.class);
        assertThat(catchThrowable(() -> ingest.bean(Tracer.class))).isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    @Test
    void keysAnUnregisteredDinerByTheOrder() throws Exception {
        String order = UUID.randomUUID().toString();

        HttpResponse<String> answer = ingest.postEvents(token, served(order, null));

        ConsumerRecord<byte[], byte[]> record = recordAt(RunningIngest.json(answer).at("/items/0/position").stringValue());
        assertThat(HexFormat.of().formatHex(record.key())).isEqualTo(order.replace("-", ""));
        assertThat(decode(record).get("registered")).isEqualTo(false);
        assertThat(decode(record).get("group")).hasToString("UNREGISTERED");
    }

    @Test
    void writesNoCitizenIdAndNoFreeTextToKafka() throws Exception {
        String citizenId = "CITIZEN-ID-7";
        String event = """
                {"eventId": "%s", "orderId": "%s", "fact": "VOIDED", "occurredAt": "%s", "period": "LUNCH", "mode": "DINE_IN",
                 "diner": {"citizenId": "%s", "group": "STAFF"}, "reason": "Zhang San asked", "note": "%s"}"""
                .formatted(UUID.randomUUID(), UUID.randomUUID(), Instant.now(), citizenId, citizenId);

        HttpResponse<String> answer = ingest.postEvents(token, event);

        ConsumerRecord<byte[], byte[]> record = recordAt(RunningIngest.json(answer).at("/items/0/position").stringValue());
        assertThat(new String(record.value(), StandardCharsets.ISO_8859_1)).doesNotContain(citizenId, "Zhang");
        assertThat(decode(record).get("reason")).hasToString("OTHER");
    }

    @Test
    void storesAFullBatchAndSaysWhereEachEventIs() throws Exception {
        List<String> events = IntStream.range(0, 1_000).mapToObj(i -> served(UUID.randomUUID().toString(), "DINER-" + i)).toList();

        HttpResponse<String> answer = ingest.postEvents(token, "[" + String.join(",", events) + "]");

        assertThat(answer.statusCode()).isEqualTo(200);
        Set<String> positions = new HashSet<>();
        RunningIngest.json(answer).get("items").forEach(item -> positions.add(item.get("position").stringValue()));
        assertThat(positions).hasSize(1_000);
        assertThat(positions.stream().map(position -> position.substring(0, position.indexOf(':'))).distinct()).hasSize(PARTITIONS);
    }

    @Test
    void createsTopicsThatKeepEverything() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                    List.of("meal-events.330100", "meal-events.330100.rejected", "meal-registry.330100")).allTopicNames().get();
            assertThat(topics.get("meal-events.330100").partitions()).hasSize(PARTITIONS);
            assertThat(topics.get("meal-registry.330100").partitions()).hasSize(1);
            assertThat(config(admin, "meal-events.330100", "retention.ms", "retention.bytes", "cleanup.policy", "compression.type"))
                    .containsExactly("-1", "-1", "delete", "zstd");
            assertThat(config(admin, "meal-registry.330100", "cleanup.policy")).containsExactly("compact");
        }
    }

    @Test
    void refusesToStartWithAnotherNumberOfPartitions() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic("meal-events.330200", 7, (short) 1))).all().get();
        }

        Throwable refusal = catchThrowable(() -> startIngest("--meals.city=330200").close());

        assertThat(refusal).hasRootCauseInstanceOf(RefusedToStartException.class)
                .rootCause().hasMessageStartingWith("topic meal-events.330200: 7 partitions (expected: 12, as meals.kafka.partitions");
    }

    @Test
    void refusesInProductionATopicOfOneReplicaThatIsThere() {
        Throwable refusal = catchThrowable(() -> IngestApplication.builder().registerShutdownHook(false).profiles("production").run(
                "--server.port=0", "--management.server.port=0", "--server.address=127.0.0.1",
                "--meals.ingest.admin-token=" + RunningIngest.ADMIN_TOKEN, "--meals.ingest.pseudonym-key=" + RunningIngest.PSEUDONYM_KEY,
                "--meals.kafka.partitions=" + PARTITIONS, "--spring.kafka.bootstrap-servers=" + broker.address()).close());

        assertThat(refusal).rootCause().isInstanceOf(RefusedToStartException.class)
                .hasMessageStartingWith("topic meal-events.330100: replication factor 1 (expected: 2 or more in production");
    }

    @Test
    void refusesToStartWithoutKafkaOnceItHasWaited() {
        Throwable refusal = catchThrowable(() -> startIngest(
                "--spring.kafka.bootstrap-servers=127.0.0.1:1", "--meals.ingest.kafka-wait=1s").close());

        assertThat(refusal).rootCause().isInstanceOf(RefusedToStartException.class)
                .hasMessageStartingWith("Kafka at 127.0.0.1:1 was not ready within PT1S");
    }

    @Test
    void refusesToStartWhereNoBrokerCanBeFound() {
        Throwable refusal = catchThrowable(() -> startIngest("--spring.kafka.bootstrap-servers=nowhere.invalid:9092").close());

        assertThat(refusal).rootCause().isInstanceOf(RefusedToStartException.class)
                .hasMessageStartingWith("spring.kafka.bootstrap-servers: nowhere.invalid:9092 (expected: ");
    }

    @Test
    void remembersPointsAndTerminalsAfterARestart() throws Exception {
        String kept = ingest.registerTerminal("kept", "330106-0100");
        String removed = ingest.registerTerminal("removed", "330106-0100");
        ingest.send(ingest.admin("/v1/terminals/removed").DELETE());

        try (RunningIngest restarted = startIngest()) {
            awaitReady(restarted);
            assertThat(restarted.postEvents(kept, served(UUID.randomUUID().toString(), null)).statusCode()).isEqualTo(200);
            assertThat(restarted.postEvents(removed, served(UUID.randomUUID().toString(), null)).statusCode()).isEqualTo(401);
            assertThat(RunningIngest.json(restarted.send(restarted.admin("/v1/points/330106-0100"))).get("name").stringValue())
                    .isEqualTo("测试助餐点");
        }
    }

    @Test
    void removesATerminalFromAllInstancesWithinASecond() throws Exception {
        try (RunningIngest second = startIngest()) {
            awaitReady(second);
            String removed = ingest.registerTerminal("to-be-removed", POINT);
            await().atMost(Duration.ofSeconds(1)).until(() -> post(second, removed) == 200);

            assertThat(ingest.send(ingest.admin("/v1/terminals/to-be-removed").DELETE()).statusCode()).isEqualTo(204);

            assertThat(post(ingest, removed)).isEqualTo(401);
            await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(20)).until(() -> post(second, removed) == 401);
        }
    }

    @Test
    void aRepeatedRegistrationReplacesTheToken() throws Exception {
        String first = ingest.registerTerminal("renewed", POINT);

        String second = ingest.registerTerminal("renewed", POINT);

        assertThat(post(ingest, first)).isEqualTo(401);
        assertThat(post(ingest, second)).isEqualTo(200);
    }

    @Test
    @Tag("slow")
    void registersACityOfTerminalsQuickly() throws Exception {
        long started = System.nanoTime();
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 2_300)
                .mapToObj(i -> ingest.http().sendAsync(ingest.admin("/v1/terminals/city-" + i).header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"pointId\": \"" + POINT + "\"}")).build(), BodyHandlers.ofString())
                        .thenApply(HttpResponse::statusCode))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).toList()).containsOnly(201);
        // Two or three seconds on an idle machine; one at a time, waiting for each to be read back, would be many minutes.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void showsMetricsOnTheManagementPortOnly() throws Exception {
        assertThat(post(ingest, token)).isEqualTo(200);

        assertThat(ingest.management("/actuator/prometheus"))
                .contains("meals_ingest_received_events_total", "meals_ingest_stored_events_total", "meals_ingest_ack_seconds_count",
                        "meals_ingest_in_flight", "meals_ingest_registry_age_seconds", "meals_ingest_refused_events_total{");
        assertThat(ingest.management("/actuator/health/readiness")).contains("\"status\":\"UP\"", "registry");
        assertThat(ingest.send(ingest.request("/actuator/prometheus")).statusCode()).isEqualTo(404);
    }

    private static RunningIngest startIngest(String... settings) {
        List<String> all = new ArrayList<>(List.of("--meals.kafka.partitions=" + PARTITIONS));
        all.addAll(List.of(settings));
        if (all.stream().noneMatch(setting -> setting.startsWith("--spring.kafka.bootstrap-servers"))) {
            all.add("--spring.kafka.bootstrap-servers=" + broker.address());
        }
        RunningIngest started = RunningIngest.start(IngestApplication.builder(), all.toArray(String[]::new));
        awaitReady(started);
        return started;
    }

    private static void awaitReady(RunningIngest started) {
        await().atMost(Duration.ofSeconds(20)).until(() -> started.bean(Registry.class).caughtUp());
    }

    private static int post(RunningIngest to, String withToken) throws Exception {
        return to.postEvents(withToken, served(UUID.randomUUID().toString(), null)).statusCode();
    }

    static String served(String orderId, String citizenId) {
        String diner = citizenId == null ? "null" : "{\"citizenId\": \"" + citizenId + "\", \"group\": \"AGE_60_79\"}";
        return """
                {"eventId": "%s", "orderId": "%s", "fact": "SERVED", "occurredAt": "%s", "period": "LUNCH", "mode": "DINE_IN",
                 "diner": %s}""".formatted(UUID.randomUUID(), orderId, Instant.now(), diner);
    }

    private static ConsumerRecord<byte[], byte[]> recordAt(String position) {
        String[] parts = position.split(":");
        TopicPartition partition = new TopicPartition("meal-events.330100", Integer.parseInt(parts[0]));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, Long.parseLong(parts[1]));
            return consumer.poll(Duration.ofSeconds(5)).iterator().next();
        }
    }

    private static GenericRecord decode(ConsumerRecord<byte[], byte[]> record) throws Exception {
        return new BinaryMessageDecoder<GenericRecord>(new GenericData(), MealFact.getClassSchema()).decode(record.value());
    }

    /** As Avro prints 16 bytes. */
    private static String bytesOf(String uuid) {
        return new GenericData.Fixed(org.allcity.schema.Id.getClassSchema(), HexFormat.of().parseHex(uuid.replace("-", ""))).toString();
    }

    private static byte[] hmac(String citizenId) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(RunningIngest.PSEUDONYM_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Arrays.copyOf(mac.doFinal(citizenId.getBytes(StandardCharsets.UTF_8)), 16);
    }

    private static List<String> config(Admin admin, String topic, String... names) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return Arrays.stream(names).map(name -> config.get(name).value()).toList();
    }
}
