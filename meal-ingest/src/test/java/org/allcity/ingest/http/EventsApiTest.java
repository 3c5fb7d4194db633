package org.allcity.ingest.http;

import static org.allcity.ingest.RunningIngest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.allcity.ingest.InMemoryRegistry;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.RecordingPublisher;
import org.allcity.ingest.RunningIngest;
import org.allcity.ingest.ServiceReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EventsApiTest {

    private static final String EVENT_ID = "0193a1f2-0000-7000-8000-000000000001";

    private static RunningIngest ingest;
    private static RecordingPublisher publisher;
    private static InMemoryRegistry registry;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        ingest = FakeIngest.start("--meals.ingest.ack-timeout=1s",
                "--meals.ingest.rate.burst=1000000", "--meals.ingest.rate.per-second=1000000");
        publisher = ingest.bean(RecordingPublisher.class);
        registry = ingest.bean(InMemoryRegistry.class);
        token = ingest.registerTerminal("T-1", "330106-0042");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void reset() {
        publisher.reset();
        registry.caughtUp = true;
    }

    @Test
    void storesOneEvent() throws Exception {
        HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"stored\":1,\"rejected\":0,\"items\":[{\"index\":0,\"eventId\":\"" + EVENT_ID
                + "\",\"status\":\"stored\",\"position\":\"3:18841\"}]}");
        assertThat(publisher.published).extracting(ServiceReport::receivedAt).containsExactly(FakeIngest.NOW);
    }

    @Test
    void storesTheGoodEventsOfAnArrayAndSaysWhyNotTheOthers() throws Exception {
        HttpResponse<String> answer = ingest.postEvents(token, "["
                + event(EVENT_ID) + "," + event(id(2)).replace("LUNCH", "SUPPER") + ", 7, " + event(id(3)) + "]");

        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(answer).get("stored").intValue()).isEqualTo(2);
        assertThat(json(answer).get("rejected").intValue()).isEqualTo(2);
        assertThat(items(answer)).extracting(item -> item.get("status").stringValue())
                .containsExactly("stored", "rejected", "rejected", "stored");
        assertThat(items(answer).get(1).toString()).isEqualTo("{\"index\":1,\"eventId\":\"" + id(2)
                + "\",\"status\":\"rejected\",\"code\":\"INVALID_FIELD\",\"detail\":\"period: SUPPER (expected: BREAKFAST, LUNCH, DINNER)\"}");
        assertThat(items(answer).get(2).toString()).isEqualTo(
                "{\"index\":2,\"status\":\"rejected\",\"code\":\"NOT_AN_OBJECT\",\"detail\":\"event: a JSON number (expected: a JSON object)\"}");
        assertThat(publisher.published).hasSize(2);
    }

    @Test
    void answersWithAProblemWhenNoEventIsGood() throws Exception {
        HttpResponse<String> answer = ingest.postEvents(token, "[" + event(EVENT_ID).replace("SERVED", "EATEN") + "]");

        assertProblem(answer, 422, "all-rejected");
        assertThat(json(answer).get("stored").intValue()).isZero();
        assertThat(json(answer).get("rejected").intValue()).isEqualTo(1);
        assertThat(json(answer).at("/items/0/code").stringValue()).isEqualTo("INVALID_FIELD");
        assertThat(publisher.published).isEmpty();
    }

    @Test
    void takesNdjsonAndRejectsABadLineAlone() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofString(
                        event(id(1)) + "\r\n\n{\"eventId\": \n" + event(id(2)) + " {}\n  \n" + event(id(3))))
                .header("Content-Type", "application/x-ndjson; charset=utf-8"));

        assertThat(answer.statusCode()).isEqualTo(207);
        assertThat(items(answer)).extracting(item -> item.get("index").intValue() + " " + item.path("code").asString(""))
                .containsExactly("0 ", "1 NOT_JSON", "2 NOT_JSON", "3 ");
    }

    @Test
    void refusesNdjsonWithoutAnyGoodLine() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofString("{\n{{\nx"))
                .header("Content-Type", "application/x-ndjson"));

        assertProblem(answer, 400, "not-json");
    }

    @Test
    void takesGzip() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofByteArray(gzip(event(EVENT_ID))))
                .header("Content-Type", "application/json").header("Content-Encoding", "gzip"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(publisher.published).hasSize(1);
    }

    @Test
    void takesAByteOrderMark() throws Exception {
        assertThat(ingest.postEvents(token, "\uFEFF" + event(EVENT_ID)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "{", "[]x", "nul", "null", "7", "\"text\"", "{} {}", "[1,]", "{\"a\":\"\\ud8\"}", "{'a':1}"})
    void refusesWhatIsNotOneJsonObjectOrArray(String body) throws Exception {
        assertProblem(ingest.postEvents(token, body), 400, "not-json");
    }

    @Test
    void refusesAnEmptyArray() throws Exception {
        assertProblem(ingest.postEvents(token, "[]"), 400, "no-events");
    }

    @Test
    void refusesBrokenGzip() throws Exception {
        byte[] zipped = gzip(event(EVENT_ID));
        for (byte[] broken : List.of(Arrays.copyOf(zipped, zipped.length - 9), new byte[] {1, 2, 3}, new byte[0])) {
            HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofByteArray(broken))
                    .header("Content-Type", "application/json").header("Content-Encoding", "gzip"));

            assertProblem(answer, 400, "bad-request");
        }
    }

    @Test
    void takesAThousandEventsAndNotOneMore() throws Exception {
        assertThat(ingest.postEvents(token, events(1_000)).statusCode()).isEqualTo(200);
        assertProblem(ingest.postEvents(token, events(1_001)), 413, "too-large");
        assertProblem(ingest.send(ingest.events(token, BodyPublishers.ofString("{}\n".repeat(1_001)))
                .header("Content-Type", "application/x-ndjson")), 413, "too-large");
    }

    @Test
    void takesOneMebibyteAndNotOneByteMore() throws Exception {
        String padded = event(EVENT_ID) + " ".repeat(EventIntake.BODY_BYTES_MAX - event(EVENT_ID).length());

        assertThat(ingest.postEvents(token, padded).statusCode()).isEqualTo(200);
        assertProblem(ingest.postEvents(token, padded + " "), 413, "too-large");
        assertProblem(ingest.send(ingest.events(token, BodyPublishers.ofByteArrays(List.of(padded.getBytes(StandardCharsets.UTF_8), new byte[] {32})))
                .header("Content-Type", "application/json")), 413, "too-large");
    }

    @Test
    void refusesAGzipBomb() throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.events(token, BodyPublishers.ofByteArray(gzip("[" + " ".repeat(50_000_000))))
                .header("Content-Type", "application/json").header("Content-Encoding", "gzip"));

        assertProblem(answer, 413, "too-large");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"text/plain", "application/problem+json", "application/vnd.meals+json", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "application/json; charset=gbk", "application/json; charset=nonsense", "json", "*/*", ";"})
    void refusesOtherTypes(String type) throws Exception {
        var request = ingest.events(token, BodyPublishers.ofString(event(EVENT_ID)));

        assertProblem(ingest.send(type == null ? request : request.header("Content-Type", type)), 415, "wrong-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON;charset=UTF-8", "application/json; v=1", "application/x-ndjson"})
    void takesItsTypesWithParameters(String type) throws Exception {
        assertThat(ingest.send(ingest.events(token, BodyPublishers.ofString(event(EVENT_ID))).header("Content-Type", type))
                .statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "gzip, gzip", "zstd"})
    void refusesOtherEncodings(String encoding) throws Exception {
        assertProblem(ingest.send(ingest.events(token, BodyPublishers.ofString(event(EVENT_ID)))
                .header("Content-Type", "application/json").header("Content-Encoding", encoding)), 415, "wrong-type");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic dXNlcjpwdw==", "Bearer unknown", "Bearer a b", "Bearer " + RunningIngest.ADMIN_TOKEN})
    void refusesWithoutATerminalsToken(String authorization) throws Exception {
        var request = ingest.request("/v1/events").header("Content-Type", "application/json").POST(BodyPublishers.ofString(event(EVENT_ID)));

        HttpResponse<String> answer = ingest.send(authorization == null ? request : request.header("Authorization", authorization));

        assertProblem(answer, 401, "unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(value -> assertThat(value).startsWith("Bearer realm="));
        assertThat(publisher.published).isEmpty();
    }

    @Test
    void neverRepeatsACitizenId() throws Exception {
        String citizenId = "33010619450101123X";
        for (String diner : List.of("\"%s\"", "[\"%s\"]", "{\"citizenId\": \"!%s\"}", "{\"citizenId\": {\"a\": \"%s\"}}",
                "{\"citizenId\": \"%s\", \"group\": \"%s\"}", "{\"citizenId\": \"%s\", \"group\": \"STAFF\", \"homeDistrict\": \"%s\"}")) {
            HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID)
                    .replace("\"diner\": null", "\"diner\": " + diner.replace("%s", citizenId)));

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).doesNotContain(citizenId, "330106194501");
        }
        HttpResponse<String> cutOff = ingest.postEvents(token, "{\"diner\": {\"citizenId\": \"" + citizenId + "\" " + citizenId + "}}");
        assertThat(cutOff.statusCode()).isEqualTo(400);
        assertThat(cutOff.body()).doesNotContain("330106194501");
    }

    @Test
    void saysSendAgainWhenKafkaDoesNotAcknowledge() throws Exception {
        publisher.failure = new NotStoredException(NotStoredException.Reason.NO_ACK, "no", null);

        HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID));

        assertProblem(answer, 503, "not-stored");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(json(answer).has("items")).isFalse();
    }

    @Test
    void saysSendAgainWhenTooMuchIsInFlight() throws Exception {
        publisher.failure = new NotStoredException(NotStoredException.Reason.IN_FLIGHT, "full", null);

        HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID));

        assertProblem(answer, 503, "not-stored");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void saysSendAgainInBoundedTimeEvenIfThePublisherNeverAnswers() throws Exception {
        publisher.silent = true;

        HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID));

        assertProblem(answer, 503, "not-stored");
        // By the controller, and not by the web server's own timeout, which comes much later.
        assertThat(json(answer).get("detail").stringValue()).contains("send all of them again");
    }

    @Test
    void saysSendAgainUntilTheRegistryIsRead() throws Exception {
        registry.caughtUp = false;

        HttpResponse<String> answer = ingest.postEvents(token, event(EVENT_ID));

        assertProblem(answer, 503, "not-ready");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void allThatIsReceivedIsStoredRejectedOrRefused() throws Exception {
        Counts before = Counts.of(ingest);

        ingest.postEvents(token, "[" + event(id(1)) + "," + event(id(2)).replace("LUNCH", "X") + "]");
        ingest.postEvents(token, "[7, 8]");
        ingest.postEvents(token, "[");
        ingest.postEvents("unknown", event(EVENT_ID));
        publisher.failure = new NotStoredException(NotStoredException.Reason.NO_ACK, "no", null);
        ingest.postEvents(token, "[" + event(id(1)) + "," + event(id(2)) + ", 7]");

        // Counted when the outcome is known, which the client may learn a moment earlier.
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() ->
                assertThat(Counts.of(ingest).minus(before)).isEqualTo(new Counts(9, 1, 3, 5)));
    }

    @ParameterizedTest
    @CsvSource({"PUT, 405", "GET, 405", "DELETE, 405", "PATCH, 405", "FOO, 405"})
    void namesTheAllowedMethods(String method, int status) throws Exception {
        HttpResponse<String> answer = ingest.send(ingest.request("/v1/events").method(method, BodyPublishers.noBody()));

        assertProblem(answer, status, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/events/", "/v1/event", "/error", "/actuator", "/favicon.ico", "/v1/events/7", "/v1//events",
        "/index.html", "/WEB-INF/web.xml", "/v1/events;a=b/x"})
    void answersUnknownPathsWithAProblem(String path) throws Exception {
        assertProblem(ingest.send(ingest.request(path).GET()), 404, "not-found");
    }

    static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("type").stringValue()).isEqualTo("urn:all-city-connected:problem:" + type);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(problem.get("detail").stringValue()).contains("(expected: ");
    }

    private static List<JsonNode> items(HttpResponse<String> answer) {
        return json(answer).get("items").valueStream().toList();
    }

    private static String id(int last) {
        return "0193a1f2-0000-7000-8000-%012d".formatted(last);
    }

    private static String events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event(id(i))).collect(Collectors.joining(",", "[", "]"));
    }

    static String event(String eventId) {
        return """
                {"eventId": "%s", "orderId": "0193a1f2-0000-7000-8000-00000000ffff", "fact": "SERVED", "occurredAt": "%s",
                 "period": "LUNCH", "mode": "DINE_IN", "diner": null}""".formatted(eventId, Instant.parse("2026-11-23T03:42:07Z")).replace("\n", "");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private record Counts(long received, long stored, long rejected, long refused) {

        static Counts of(RunningIngest ingest) {
            MeterRegistry meters = ingest.bean(MeterRegistry.class);
            return new Counts(sum(meters, "received"), sum(meters, "stored"), sum(meters, "rejected"), sum(meters, "refused"));
        }

        Counts minus(Counts other) {
            return new Counts(received - other.received, stored - other.stored, rejected - other.rejected, refused - other.refused);
        }

        private static long sum(MeterRegistry meters, String name) {
            return (long) meters.find("meals.ingest." + name).counters().stream().mapToDouble(Counter::count).sum();
        }
    }
}
