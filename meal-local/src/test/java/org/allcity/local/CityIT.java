package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.allcity.local.LocalPorts.Use;
import org.allcity.simulator.Simulator;
import org.allcity.simulator.SimulatorSettings;
import org.allcity.simulator.truth.Comparison;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way, all of it real: terminals over HTTP, Kafka, Redis, the three apps, and every figure on the board. */
@Tag("redis")
class CityIT {

    private static final int POINTS = 25;
    private static final double SPEED = 5_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final LocalPorts ports = freePorts();
    private DataFolder data;
    private TestCity city;

    @BeforeEach
    void start() throws InterruptedException {
        data = DataFolder.open(folder);
        city = TestCity.of(data, ports);
        city.start();
    }

    @AfterEach
    void stop() {
        city.close();
        data.close();
    }

    @Test
    void showsEveryFigureOfASimulatedDayRight() throws InterruptedException {
        try (Simulator simulator = simulator()) {
            LocalDate yesterday = simulator.today().minusDays(1);
            simulator.register();

            simulator.play(yesterday, SPEED);

            Comparison comparison = simulator.compare(yesterday);
            assertThat(comparison.lines()).startsWith(comparison.compared() + " figures compared, 0 differ");
            assertThat(comparison.compared()).isGreaterThan(2_000);
        }
    }

    @Test
    @Tag("once")
    @Tag("slow")
    void changesNoFigureWhenTheDayIsSentAgainAfterARestart() throws Exception {
        LocalDate yesterday;
        int compared;
        try (Simulator simulator = simulator()) {
            yesterday = simulator.today().minusDays(1);
            simulator.register();
            simulator.play(yesterday, SPEED);
            compared = simulator.compare(yesterday).compared();
        }
        city.stop();
        data.close();
        data = DataFolder.open(folder);
        city.start();

        try (Simulator again = simulator()) {
            again.register();
            again.play(yesterday, SPEED * 3);
            Comparison comparison = again.compare(yesterday);

            assertThat(comparison.lines()).startsWith(compared + " figures compared, 0 differ");
        }
    }

    @Test
    @Tag("once")
    @Tag("slow")
    void staysRightWhenRedisIsKilledWhileTheDayIsPlayed() throws Exception {
        try (Simulator simulator = simulator()) {
            LocalDate yesterday = simulator.today().minusDays(1);
            simulator.register();
            CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> play(simulator, yesterday));
            for (int kill = 0; kill < 3; kill++) {
                long meals = mealsOn(yesterday) + 20;
                await().atMost(SOON).until(() -> mealsOn(yesterday) > meals || playing.isDone());
                city.killRedis();
            }
            playing.join();

            assertThat(simulator.compare(yesterday).lines().get(0)).endsWith(" figures compared, 0 differ");
        }
    }

    @Test
    @Tag("once")
    void findsTheFigureThatIsWrong() throws Exception {
        try (Simulator simulator = simulator()) {
            LocalDate yesterday = simulator.today().minusDays(1);
            simulator.register();
            simulator.play(yesterday, SPEED);
            String point = simulator.city().points().get(0).id();
            String token = register("intruder", point);
            post(token, meal(UUID.randomUUID(), yesterday));

            Comparison comparison = simulator.compare(yesterday);

            assertThat(comparison.differ()).isPositive();
            assertThat(comparison.differences()).isNotEmpty();
        }
    }

    @Test
    @Tag("once")
    void countsAMealOnceThatIsSentTwiceAndNoneThatIsRejected() throws Exception {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
        put("/v1/points/330106-9001", "{\"name\":\"文新\",\"district\":\"330106\",\"subdistrict\":\"330106003\"}");
        String token = register("till-1", "330106-9001");
        String meal = meal(UUID.randomUUID(), today);

        JsonNode stored = post(token, meal);
        JsonNode repeatedStored = post(token, meal);
        JsonNode rejected = post(token, meal(UUID.randomUUID(), today).replace("\"servings\":1", "\"servings\":21"));

        assertThat(stored.path("stored").asInt()).as(stored::toString).isEqualTo(1);
        assertThat(repeatedStored.path("stored").asInt()).as(repeatedStored::toString).isEqualTo(1);
        String repeated = repeatedStored.path("items").path(0).path("position").asString();
        assertThat(repeated).isNotEqualTo(stored.path("items").path(0).path("position").asString());
        assertThat(rejected.path("rejected").asInt()).isEqualTo(1);
        JsonNode counts = get("/v1/counts?from=" + today + "&area=330106-9001&after=" + repeated);
        assertThat(counts.path("rows").path(0).path("meals").asInt()).isEqualTo(1);
        JsonNode persons = get("/v1/persons?window=day&of=" + today + "&area=330106-9001&after=" + repeated);
        assertThat(persons.path("rows").path(0).path("seniors").asInt()).isEqualTo(1);
    }

    private Simulator simulator() {
        return new Simulator(
                new SimulatorSettings(uri(Use.INGEST, ""), uri(Use.BOARD, ""), Apps.ADMIN_TOKEN, 7, POINTS, data.simulator()),
                snapshot -> {});
    }

    private static void play(Simulator simulator, LocalDate day) {
        try {
            simulator.play(day, SPEED / 2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long mealsOn(LocalDate day) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(uri(Use.BOARD, "/v1/counts?from=" + day)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200
                ? JSON.readTree(answer.body()).path("rows").path(0).path("meals").asLong()
                : 0;
    }

    private String register(String terminal, String point) throws IOException, InterruptedException {
        return put("/v1/terminals/" + terminal, "{\"pointId\":\"" + point + "\"}").path("token").asString();
    }

    private static String meal(UUID id, LocalDate day) {
        Instant occurredAt = Instant.now().minusSeconds(1);
        return ("{\"eventId\":\"%s\",\"orderId\":\"%s\",\"fact\":\"SERVED\",\"occurredAt\":\"%s\",\"serviceDate\":\"%s\","
                        + "\"period\":\"LUNCH\",\"mode\":\"DINE_IN\",\"servings\":1,"
                        + "\"diner\":{\"citizenId\":\"TEST-000001\",\"group\":\"AGE_60_79\"}}")
                .formatted(id, id, occurredAt, day);
    }

    private JsonNode post(String token, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(Use.INGEST, "/v1/events"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode put(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(Use.INGEST, path))
                .header("Authorization", "Bearer " + Apps.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(Use.BOARD, path)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(client.send(request.timeout(SOON).build(), HttpResponse.BodyHandlers.ofString()).body());
    }

    private URI uri(Use use, String path) {
        return URI.create("http://127.0.0.1:" + ports.of(use) + path);
    }

    private static LocalPorts freePorts() {
        try {
            return FreePorts.forACity();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
