package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.allcity.local.LocalPorts.Use;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request followed from the terminal to Redis, through everything that is real, and shown to a receiver of OpenTelemetry's protocol. */
class TracingIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String POINT = "330106-9001";
    private static final String NOT_FOLLOWED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    private static final String CITIZEN = "TEST-TRACED-1";
    private static final String TOPIC = "meal-events.330100";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static SpanReceiver receiver;
    private static Map<String, String> settings;
    private static LocalPorts ports;
    private static DataFolder data;
    private static LocalCity city;
    private static String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        receiver = new SpanReceiver();
        settings = Map.of(
                "meals.tracing.enabled", "true",
                "meals.tracing.endpoint", receiver.endpoint(),
                // Only who asks is followed.
                "meals.tracing.probability", "0",
                "management.opentelemetry.tracing.export.schedule-delay", "100ms");
        settings.forEach(System::setProperty);
        ports = FreePorts.forACity();
        data = DataFolder.open(folder);
        city = LocalCity.start(data, ports, "", reason -> {});
        city.awaitReady(state -> {});
        put("/v1/points/" + POINT, "{\"name\":\"文新\",\"district\":\"330106\",\"subdistrict\":\"330106003\"}", NOT_FOLLOWED);
        token = put("/v1/terminals/till-1", "{\"pointId\":\"" + POINT + "\"}", NOT_FOLLOWED).replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    }

    @AfterAll
    static void stop() throws Exception {
        settings.keySet().forEach(System::clearProperty);
        city.close();
        data.close();
        receiver.close();
    }

    @Test
    void followsARequestFromTheTerminalToTheScript() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");

        String position = post("00-" + trace + "-00f067aa0ba902b7-01");

        await().atMost(SOON).until(() -> receiver.spansOf(trace).stream().anyMatch(span -> span.getName().equals("apply batch")));
        await().atMost(SOON).until(() -> receiver.spansOf(trace).stream().anyMatch(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER));
        Span request = one(trace, "http post /v1/events");
        Span send = one(trace, "send " + TOPIC);
        Span process = one(trace, "process " + TOPIC);
        Span apply = one(trace, "apply batch");
        assertThat(send.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(apply.getParentSpanId()).isEqualTo(process.getSpanId());
        assertThat(List.of(request, send, process, apply)).extracting(Span::getKind).containsExactly(
                SpanKind.SPAN_KIND_SERVER, SpanKind.SPAN_KIND_PRODUCER, SpanKind.SPAN_KIND_CONSUMER, SpanKind.SPAN_KIND_INTERNAL);
        assertThat(process.getEndTimeUnixNano()).isGreaterThanOrEqualTo(apply.getEndTimeUnixNano());
        assertThat(new String(recordAt(position).headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII))
                .startsWith("00-" + trace).endsWith("-01");
    }

    @Test
    void tellsNobodyWhichDinerTerminalOrPointItWas() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");
        String traceParent = "00-" + trace + "-00f067aa0ba902b7-01";
        String secret = put("/v1/terminals/till-2", "{\"pointId\":\"" + POINT + "\"}", traceParent).replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");

        post(traceParent);

        await().atMost(SOON).until(() -> receiver.spansOf(trace).stream().anyMatch(span -> span.getName().equals("apply batch")));
        await().atMost(SOON).until(() -> receiver.spansOf(trace).stream()
                .anyMatch(span -> span.getName().equals("http put /v1/terminals/{terminalId}")));
        assertThat(receiver.asText()).doesNotContain(CITIZEN, token, secret, POINT, "till-1", "till-2");
    }

    @Test
    void leavesRecordsAsTheyAreOfRequestsThatNobodyFollows() throws Exception {
        assertThat(recordAt(post(NOT_FOLLOWED)).headers().toArray()).isEmpty();
    }

    private static Span one(String trace, String name) {
        List<Span> spans = receiver.spansOf(trace).stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(spans).as(() -> name + " of " + receiver.spansOf(trace)).hasSize(1);
        return spans.get(0);
    }

    /** Gives the position of the one event. */
    private static String post(String traceParent) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/events"))
                .timeout(SOON)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(("{\"eventId\":\"%s\",\"orderId\":\"%s\",\"fact\":\"SERVED\",\"occurredAt\":\"%s\","
                        + "\"period\":\"LUNCH\",\"mode\":\"DINE_IN\",\"diner\":{\"citizenId\":\"%s\",\"group\":\"AGE_60_79\"}}")
                        .formatted(id, id, Instant.now().minusSeconds(1), CITIZEN)))
                .header("traceparent", traceParent);
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body().replaceAll(".*\"position\":\"([0-9:]*)\".*", "$1");
    }

    private static String put(String path, String body, String traceParent) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri(path))
                .timeout(SOON)
                .header("Authorization", "Bearer " + Apps.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .header("traceparent", traceParent)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static ConsumerRecord<byte[], byte[]> recordAt(String position) {
        String[] parts = position.split(":");
        TopicPartition partition = new TopicPartition(TOPIC, Integer.parseInt(parts[0]));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + ports.of(Use.KAFKA)), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, Long.parseLong(parts[1]));
            return consumer.poll(Duration.ofSeconds(10)).iterator().next();
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.of(Use.INGEST) + path);
    }
}
