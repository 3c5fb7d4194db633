package org.allcity.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import org.allcity.ingest.RecordingPublisher;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Requests bent out of shape, from a printed seed: each is answered, none with 5xx, and each error is a problem document. */
class FuzzTest {

    private static final int REQUESTS = 1_500;
    private static final int READ_TIMEOUT_MS = 10_000;

    // Texts that have upset parsers, validators and date arithmetic before.
    private static final List<String> NASTY = List.of(
            "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "1e999", "-0", "1E-400", "9999999999999999999999", "\"" + "9".repeat(300) + "\"",
            "\"-999999999-01-01T00:00:00+18:00\"", "\"+999999999-12-31T23:59:59-18:00\"", "\"2026-11-23T24:00:00Z\"",
            "\"2026-02-30\"", "\"+999999999-12-31\"", "\"-999999999-01-01\"", "\"2026-11-23T11:42:07+19:00\"", "true", "[]", "{}", "[[[[]]]]",
            "\"\\uFFFF\\uFFFE\"", "\"İıſK\"", "\" \\t\\n \"", "\"%s%n{}${jndi:x}\"", "null", "2.0", "1.5", "-1", "\"\"",
            "\"" + "é".repeat(2_000) + "\"", "\"😀\"", "[".repeat(100), "\"00000000-0000-0000-0000-000000000000\"");
    private static final List<String> FIELDS = List.of("eventId", "orderId", "fact", "occurredAt", "serviceDate", "period", "mode",
            "servings", "diner", "citizenId", "group", "homeDistrict", "verifiedBy", "priceFen", "subsidyFen", "reason", "capture");
    private static final List<String> HEADERS = List.of("Content-Type", "Content-Encoding", "Accept", "Accept-Encoding",
            "Accept-Language", "Content-Language", "Expect", "Range", "If-Match", "Origin", "Cookie", "X-Forwarded-For", "Forwarded",
            "X-HTTP-Method-Override", "Upgrade", "TE", "Authorization", "Access-Control-Request-Method", "Accept-Charset", "Host");
    private static final List<String> VALUES = List.of("", "x", "application/json", "text/csv", "*/*", "a/b;c=d", ";;;", "\"", "gzip", "-1",
            "bytes=0-", "text/html;q=2", "é\u0001", "a=b; c=\"", "Bearer", "Bearer \u00e9", "websocket", "h2c", "[::1", "utf-8;q=nan",
            "application/json;charset=\"", "multipart/form-data", "x".repeat(500), "%00", "http://x", "zh-CN-x-", "0", "100-continue");

    private static RunningIngest ingest;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        ingest = FakeIngest.start("--meals.ingest.rate.burst=1000000000", "--meals.ingest.rate.per-second=1000000000");
        token = ingest.registerTerminal("T-1", "330106-0042");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void reset() {
        ingest.bean(RecordingPublisher.class).reset();
    }

    @Test
    void noBodyIsAnsweredWithAnErrorOfOurs() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] body = body(random);
            String type = random.nextInt(4) == 0 ? "application/x-ndjson" : "application/json";
            String head = "POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n"
                    + (random.nextInt(20) == 0 ? "Content-Encoding: gzip\r\n" : "") + "Authorization: Bearer " + token + "\r\n";

            assertAnswer(exchange(head, body), "seed " + seed + ", request " + i);
        }
    }

    @Test
    void noPathQueryMethodOrHeaderIsAnsweredWithAnErrorOfOurs() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] body = random.nextInt(3) == 0 ? body(random) : new byte[0];
            StringBuilder head = new StringBuilder(method(random) + " " + target(random) + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                    + body.length + "\r\n");
            if (random.nextBoolean()) {
                head.append("Authorization: Bearer ").append(random.nextBoolean() ? token : RunningIngest.ADMIN_TOKEN).append("\r\n");
            }
            for (int header = random.nextInt(5); header > 0; header--) {
                head.append(pick(random, HEADERS)).append(": ").append(pick(random, VALUES)).append("\r\n");
            }

            assertAnswer(exchange(head.toString(), body), "seed " + seed + ", request " + i);
        }
    }

    private static void assertAnswer(String answer, String where) {
        assertThat(answer).as(where).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(status).as(where + ": " + answer).isLessThan(500);
        int end = answer.indexOf("\r\n\r\n");
        String body = answer.substring(end + 4);
        // The answer to HEAD has no body.
        if (status >= 400 && !body.isEmpty()) {
            assertThat(answer.substring(0, end)).as(where).contains("application/problem+json");
            JsonNode problem = RunningIngest.JSON.readTree(body);
            assertThat(problem.get("status").intValue()).as(where).isEqualTo(status);
        }
    }

    private static byte[] body(SplittableRandom random) throws IOException {
        String event = EventsApiTest.event("0193a1f2-0000-7000-8000-000000000001")
                .replace("\"diner\": null", "\"servings\": 1, \"serviceDate\": \"2026-11-23\", \"diner\": {\"citizenId\": \"33010619450101123X\","
                        + " \"group\": \"AGE_60_79\", \"homeDistrict\": \"330106\", \"verifiedBy\": \"CARD\"}, \"priceFen\": 1500,"
                        + " \"subsidyFen\": 300, \"reason\": null, \"capture\": \"LIVE\"");
        StringBuilder text = new StringBuilder();
        for (int events = 1 + random.nextInt(3); events > 0; events--) {
            String mutated = event;
            for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
                mutated = mutated.replaceAll("\"" + pick(random, FIELDS) + "\": (\"[^\"]*\"|[0-9]+|null|\\{[^}]*})",
                        Matcher.quoteReplacement("\"" + pick(random, FIELDS) + "\": " + pick(random, NASTY)));
            }
            text.append(text.isEmpty() ? "" : random.nextBoolean() ? "," : "\n").append(mutated);
        }
        byte[] bytes = (random.nextBoolean() ? "[" + text + "]" : text.toString()).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? damaged(bytes, random) : bytes;
    }

    private static byte[] damaged(byte[] bytes, SplittableRandom random) {
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write(bytes, 0, random.nextInt(bytes.length));
        for (int i = random.nextInt(8); i > 0; i--) {
            damaged.write(random.nextInt(256));
        }
        if (random.nextBoolean()) {
            int from = random.nextInt(bytes.length);
            damaged.write(bytes, from, bytes.length - from);
        }
        return damaged.toByteArray();
    }

    private static String method(SplittableRandom random) {
        return pick(random, List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get"));
    }

    private static String target(SplittableRandom random) {
        StringBuilder target = new StringBuilder();
        for (int part = 1 + random.nextInt(4); part > 0; part--) {
            target.append('/').append(pick(random, List.of("v1", "events", "points", "terminals", "330106-0042", "T-1", "..", ".", "", "%2e%2e",
                    "%ff", "%00", "%E2%82", "a;b=c", "*", "~", "a+b", "@", "%25", "%0d%0a", "x".repeat(200), "actuator", "error")));
        }
        if (random.nextInt(3) == 0) {
            target.append('?').append(pick(random, List.of("", "a", "a=%", "a=%zz", "=", "&&", "a=1&a=2", "%00", "a[]=1", "a=" + "b".repeat(300), "{}")));
        }
        return target.toString();
    }

    private static <T> T pick(SplittableRandom random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String exchange(String head, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
