package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.local.LocalPorts.Use;
import org.allcity.simulator.Simulator;
import org.allcity.simulator.SimulatorSettings;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics of a city that has seen a day's load, bad requests and events, a bad record and the loss of its Redis. */
class MetricsIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int GARBAGE_RECORDS = 3;
    private static final Pattern ROW = Pattern.compile("\\| `(meals_[a-z_]+)` \\| (counter|gauge|histogram) \\| ([a-z`, ]*) ?\\|.*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (meals_[a-z_]+) ([a-z]+)");
    private static final Pattern SAMPLE = Pattern.compile("(meals_[a-z_]+)(?:\\{(.*)})? (\\S+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static LocalPorts ports;
    private static DataFolder data;
    private static LocalCity city;

    @BeforeAll
    static void playADayWithTrouble(@TempDir Path folder) throws Exception {
        ports = FreePorts.forACity();
        data = DataFolder.open(folder);
        city = LocalCity.start(data, ports, "", reason -> {});
        city.awaitReady(state -> {});
        try (Simulator simulator = new Simulator(
                new SimulatorSettings(uri(Use.INGEST, ""), uri(Use.BOARD, ""), Apps.ADMIN_TOKEN, 7, 15, data.simulator()),
                snapshot -> {})) {
            simulator.register();
            sendBadRequestsAndEvents();
            sendGarbageToTheLog();
            await().atMost(SOON).until(() -> sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_rejected_total") == GARBAGE_RECORDS);
            loseRedisDuringABatch();
            LocalDate yesterday = LocalDate.now(ZoneId.of("Asia/Shanghai")).minusDays(1);
            simulator.play(yesterday, 20_000);
            assertThat(simulator.compare(yesterday).lines().get(0)).endsWith(" figures compared, 0 differ");
        }
        await().atMost(SOON).until(() -> sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_position")
                == sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_log_end"));
        await().atMost(SOON).until(() -> scrape(Use.BOARD_MANAGEMENT).contains("meals_board_today_meals{"));
        await().atMost(SOON).until(() -> sum(Use.INGEST_MANAGEMENT, "meals_ingest_points_heard") > 0);
    }

    @AfterAll
    static void stop() throws Exception {
        city.close();
        data.close();
    }

    @ParameterizedTest
    @CsvSource({"Ingest, INGEST_MANAGEMENT", "Aggregator, AGGREGATOR_MANAGEMENT", "Board, BOARD_MANAGEMENT"})
    void areThoseThatTheDocumentListsAndNoOthers(String app, Use port) throws Exception {
        assertThat(scraped(port)).isEqualTo(documented(app));
    }

    @Test
    void includeThoseOfAllAppsThatTheDocumentPicksOut() throws Exception {
        List<String> names = section("All apps").lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([a-z_]+)`").matcher(line.split("\\|")[1]).results())
                .map(name -> name.group(1))
                // The city has no certificates; ingest's own tests have.
                .filter(name -> !name.equals("ssl_chain_expiry_seconds"))
                .toList();

        assertThat(names).contains("http_server_requests_seconds", "process_cpu_usage", "jvm_gc_pause_seconds");
        // Pauses are told of from the first one on, which a short test need not come to by itself.
        System.gc();
        await().atMost(SOON).until(() -> scrape(Use.INGEST_MANAGEMENT).contains("\njvm_gc_pause_seconds"));
        assertThat(names).allSatisfy(name -> assertThat(scrape(Use.INGEST_MANAGEMENT)).containsPattern("\n" + name + "(_count)?[ {]"));
    }

    @ParameterizedTest
    @CsvSource({"ingest, INGEST_MANAGEMENT", "aggregator, AGGREGATOR_MANAGEMENT", "board, BOARD_MANAGEMENT"})
    void standBesideTheProbesThatKubernetesAsksFor(String app, Use port) throws Exception {
        Set<String> paths = Manifests.probePaths("meal-" + app);

        assertThat(paths).containsExactlyInAnyOrder("/actuator/health/liveness", "/actuator/health/readiness");
        for (String path : paths) {
            HttpRequest request = HttpRequest.newBuilder(uri(port, path)).build();
            assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body()).as(path).contains("\"status\":\"UP\"");
        }
    }

    @Test
    void ofIngestBalance() {
        double stored = sum(Use.INGEST_MANAGEMENT, "meals_ingest_stored_events_total");
        double rejected = sum(Use.INGEST_MANAGEMENT, "meals_ingest_rejected_events_total");
        double refused = sum(Use.INGEST_MANAGEMENT, "meals_ingest_refused_events_total");

        assertThat(sum(Use.INGEST_MANAGEMENT, "meals_ingest_received_events_total")).isEqualTo(stored + rejected + refused);
        // Some 500 on a weekday, fewer on a weekend or holiday.
        assertThat(stored).isGreaterThan(100);
        assertThat(rejected).isGreaterThanOrEqualTo(3);
        assertThat(refused).isGreaterThanOrEqualTo(5);
    }

    @Test
    void ofTheAggregatorBalanceAndAgreeWithIngest() {
        double applied = sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_applied_total");
        double alreadyApplied = sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_already_applied_total");
        double rejected = sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_rejected_total");
        double givenBack = sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_given_back_total");

        assertThat(sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_polled_total"))
                .isEqualTo(applied + alreadyApplied + rejected + givenBack);
        // Redis may have lost its last second, which is counted again: then more was applied than was stored.
        assertThat(applied).isGreaterThanOrEqualTo(sum(Use.INGEST_MANAGEMENT, "meals_ingest_stored_events_total"));
        assertThat(rejected).isGreaterThanOrEqualTo(GARBAGE_RECORDS);
        assertThat(givenBack).isGreaterThanOrEqualTo(1);
    }

    @Test
    void sayThatTheStoreKeepsWhatItIsGiven() {
        for (String name : new String[] {"up", "noeviction", "aof_enabled", "write_ok"}) {
            assertThat(sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_store_" + name)).as(name).isEqualTo(1);
        }
        assertThat(sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_partitions_owned")).isEqualTo(12);
        assertThat(sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_log_retention_seconds")).isInfinite();
    }

    private static void sendBadRequestsAndEvents() throws Exception {
        send("PUT", "/v1/points/330106-9001", Apps.ADMIN_TOKEN, "application/json",
                "{\"name\":\"文新\",\"district\":\"330106\",\"subdistrict\":\"330106003\"}");
        String token = register("till-1");
        String meal = meal(Instant.now().minusSeconds(1));
        String fromTheFuture = meal(Instant.now().plusSeconds(3_600));
        String json = "application/json";

        assertThat(send("POST", "/v1/events", token, json, meal).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/v1/events", token, json, meal).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/v1/events", token, json, "[" + meal + "," + fromTheFuture + ",7]").statusCode()).isEqualTo(207);
        assertThat(send("POST", "/v1/events", token, json, fromTheFuture).statusCode()).isEqualTo(422);
        assertThat(send("POST", "/v1/events", "nobody", json, meal).statusCode()).isEqualTo(401);
        assertThat(send("POST", "/v1/events", token, "text/plain", meal).statusCode()).isEqualTo(415);
        assertThat(send("POST", "/v1/events", token, json, "{").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/v1/events", token, json,
                "[" + String.join(",", Collections.nCopies(1_001, "{}")) + "]").statusCode()).isEqualTo(413);
        int status = 0;
        for (int i = 0; i < 10 && status != 429; i++) {
            status = send("POST", "/v1/events", token, json, "[" + String.join(",", Collections.nCopies(1_000, "{}")) + "]").statusCode();
        }
        assertThat(status).isEqualTo(429);
    }

    /** Gives its token. */
    private static String register(String terminal) throws Exception {
        String answer = send("PUT", "/v1/terminals/" + terminal, Apps.ADMIN_TOKEN, "application/json", "{\"pointId\":\"330106-9001\"}").body();
        return answer.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
    }

    /** A Redis that no longer answers, so that what was polled is given back; and that dies without having read the batch. */
    private static void loseRedisDuringABatch() throws Exception {
        String token = register("till-2");
        long redis = city.redisPid();
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(redis)).inheritIO().start().waitFor()).isZero();
        assertThat(send("POST", "/v1/events", token, "application/json", meal(Instant.now().minusSeconds(1))).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> sum(Use.AGGREGATOR_MANAGEMENT, "meals_aggregator_given_back_total") > 0);
        ProcessHandle.of(redis).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static String meal(Instant occurredAt) {
        UUID id = UUID.randomUUID();
        return ("{\"eventId\":\"%s\",\"orderId\":\"%s\",\"fact\":\"SERVED\",\"occurredAt\":\"%s\",\"period\":\"LUNCH\","
                        + "\"mode\":\"DINE_IN\",\"diner\":{\"citizenId\":\"TEST-000001\",\"group\":\"AGE_60_79\"}}")
                .formatted(id, id, occurredAt);
    }

    private static HttpResponse<String> send(String method, String path, String token, String type, String body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(Use.INGEST, path))
                        .timeout(SOON)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void sendGarbageToTheLog() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + ports.of(Use.KAFKA)), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < GARBAGE_RECORDS; i++) {
                producer.send(new ProducerRecord<>("meal-events.330100", 5, new byte[16], "garbage".getBytes(StandardCharsets.UTF_8))).get();
            }
        }
    }

    /** By name, the type and the names of the labels. */
    private static Map<String, String> documented(String app) throws IOException {
        Map<String, String> metrics = new TreeMap<>();
        for (String line : section(app).split("\n")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                metrics.put(row.group(1), row.group(2) + " " + row.group(3).replaceAll("[` ]", ""));
            }
        }
        return metrics;
    }

    private static String section(String title) throws IOException {
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf("\n## " + title + "\n");
        int to = document.indexOf("\n## ", from + 1);
        return document.substring(from, to < 0 ? document.length() : to);
    }

    private static Map<String, String> scraped(Use port) {
        Map<String, String> types = new TreeMap<>();
        Map<String, String> labels = new TreeMap<>();
        for (String line : scrape(port).split("\n")) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            }
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                labels.put(sample.group(1).replaceAll("_(bucket|count|sum)$", ""), labelNames(sample.group(2)));
            }
        }
        // What each histogram has beside it.
        types.keySet().removeIf(name -> name.endsWith("_max") && "histogram".equals(types.get(name.replaceAll("_max$", ""))));
        Map<String, String> metrics = new TreeMap<>();
        types.forEach((name, type) -> metrics.put(name, type + " " + labels.get(name)));
        return metrics;
    }

    private static String labelNames(String labels) {
        return labels == null ? "" : String.join(",", Pattern.compile("([a-z]+)=\"[^\"]*\"").matcher(labels).results()
                .map(label -> label.group(1)).filter(name -> !name.equals("le")).toList());
    }

    /** Over all labels. */
    private static double sum(Use port, String name) {
        return scrape(port).lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> value(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double value(String text) {
        return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static String scrape(Use port) {
        try {
            return CLIENT.send(HttpRequest.newBuilder(uri(port, "/actuator/prometheus")).timeout(SOON).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static URI uri(Use use, String path) {
        return URI.create("http://127.0.0.1:" + ports.of(use) + path);
    }
}
