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
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.allcity.simulator.Simulator;
import org.allcity.simulator.SimulatorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real thing in containers: what the README says of it, and that it stays exact while its parts are killed. */
class ComposeIT {

    private static final String ADMIN_TOKEN = "local-admin";
    private static final int POINTS = 60;
    private static final double SPEED = 500;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void givesTheAnswersOfTheReadmeAndIsWatched() throws Exception {
        try (Composed composed = Composed.up(folder, "docker-compose.yml")) {
            composed.use(() -> {
                Readme.expectItsAnswers(composed.ingestPort(), composed.boardPort(), folder);

                await().atMost(SOON).untilAsserted(() -> assertThat(jobsUp(composed))
                        .containsExactlyInAnyOrder("meal-ingest", "meal-aggregator", "meal-board", "kafka", "redis"));
                assertThat(composed.run("run", "--rm", "--no-TTY", "aggregator", "verify")).contains(" 0 differ");
                for (String app : List.of("ingest", "aggregator", "board")) {
                    assertThat(composed.exec(app, "id -u; touch /app/x 2>&1 || true")).contains("10001", "Read-only file system");
                }
            });
        }
    }

    @Test
    void staysExactWhileABrokerARedisPrimaryAndAnAggregatorAreKilled() throws Exception {
        try (Composed composed = Composed.up(folder, "docker-compose.yml", "docker-compose.cluster.yml");
                Simulator simulator = new Simulator(
                        new SimulatorSettings(uri(composed.ingestPort(), ""), uri(composed.boardPort(), ""), ADMIN_TOKEN, 7, POINTS, null),
                        snapshot -> {})) {
            composed.use(() -> {
                LocalDate yesterday = simulator.today().minusDays(1);
                simulator.register();
                CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> play(simulator, yesterday));
                // Asked for when it is to be killed: what was killed before may have moved it.
                for (Supplier<String> role : List.<Supplier<String>>of(
                        () -> "kafka-2", () -> primaryOfTheCity(composed), () -> counting(composed))) {
                    awaitMoreMeals(composed, yesterday, playing);
                    String service = role.get();
                    assertThat(playing).as("the day, before %s is killed", service).isNotDone();
                    composed.kill(service);
                    // Without it, too.
                    awaitMoreMeals(composed, yesterday, playing);
                    composed.start(service);
                }
                playing.join();

                List<String> lines = simulator.compare(yesterday).lines();
                assertThat(lines.get(0)).endsWith(" figures compared, 0 differ");
                System.out.println("killed kafka-2, the city's Redis primary and aggregator: " + lines.get(0));
            });
        }
    }

    private static void play(Simulator simulator, LocalDate day) {
        try {
            simulator.play(day, SPEED);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitMoreMeals(Composed composed, LocalDate day, CompletableFuture<Void> playing) {
        long meals = await().atMost(SOON).until(() -> mealsOn(composed, day), answer -> answer >= 0);
        await().atMost(SOON).until(() -> {
            if (playing.isCompletedExceptionally()) {
                playing.join();
            }
            return mealsOn(composed, day) > meals + 20;
        });
    }

    /** -1 while nobody can tell. */
    private long mealsOn(Composed composed, LocalDate day) throws InterruptedException {
        try {
            HttpResponse<String> answer = get(uri(composed.boardPort(), "/v1/counts?from=" + day));
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()).path("rows").path(0).path("meals").asLong() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static String primaryOfTheCity(Composed composed) {
        String cli = "export REDISCLI_AUTH=$(cat /run/secrets/redis-password); redis-cli ";
        int slot = Integer.parseInt(composed.exec("redis", cli + "cluster keyslot '{330100}:schema'").strip());
        for (String server : List.of("redis", "redis-2", "redis-3", "redis-4", "redis-5", "redis-6")) {
            String own = composed.exec(server, cli + "cluster nodes").lines().filter(line -> line.contains("myself")).findFirst().orElseThrow();
            String[] words = own.split(" ");
            for (int i = 8; i < words.length; i++) {
                String[] range = words[i].split("-");
                if (slot >= Integer.parseInt(range[0]) && slot <= Integer.parseInt(range[range.length - 1])) {
                    return server;
                }
            }
        }
        throw new IllegalStateException("slot " + slot + ": of no server (expected: of one of six)");
    }

    /** The aggregator that owns the partitions; the other one stands ready. */
    private static String counting(Composed composed) {
        return Stream.of("aggregator", "aggregator-2")
                .filter(service -> composed.exec(service, "curl -fsS http://127.0.0.1:9082/actuator/prometheus").lines()
                        .anyMatch(line -> line.startsWith("meals_aggregator_partitions_owned") && !line.endsWith(" 0.0")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no aggregator owns a partition (expected: one of two)"));
    }

    /** Kinds of which every instance is up. */
    private Set<String> jobsUp(Composed composed) throws IOException, InterruptedException {
        Set<String> up = new TreeSet<>();
        String query = "/api/v1/query?query=min%20by%20(job)%20(up)%20%3D%3D%201";
        for (JsonNode row : JSON.readTree(get(uri(composed.prometheusPort(), query)).body()).path("data").path("result")) {
            up.add(row.path("metric").path("job").asString());
        }
        return up;
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).timeout(SOON).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
