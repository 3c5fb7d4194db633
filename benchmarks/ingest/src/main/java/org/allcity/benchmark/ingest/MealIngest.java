package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Ours: the packaged jar, with its own settings but for the rate limit, and a terminal for each connection. */
final class MealIngest implements Contender {

    private static final String ADMIN_TOKEN = "admin-token-of-the-benchmark";
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess process;
    private final int port;

    private MealIngest(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static MealIngest start(Path jar, List<String> jvmOptions, Broker broker, Path folder) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(List.of(ServerProcess.JAVA));
        command.addAll(jvmOptions);
        command.addAll(List.of("-jar", jar.toString(),
                "--server.address=127.0.0.1", "--server.port=" + port,
                "--management.server.address=127.0.0.1", "--management.server.port=" + ServerProcess.freePort(),
                "--spring.kafka.bootstrap-servers=" + broker.address(),
                "--meals.kafka.partitions=" + Broker.PARTITIONS,
                "--meals.kafka.replication-factor=1", "--meals.kafka.min-insync-replicas=1",
                "--meals.ingest.admin-token=" + ADMIN_TOKEN, "--meals.ingest.pseudonym-key=" + MealEvents.PSEUDONYM_KEY,
                "--meals.ingest.rate.burst=1000000000", "--meals.ingest.rate.per-second=1000000000"));
        ServerProcess process = ServerProcess.start("meal-ingest", command, folder.resolve("ingest.log"), "Started IngestApplication");
        MealIngest ingest = new MealIngest(process, port);
        ingest.registerPoint();
        return ingest;
    }

    @Override
    public String name() {
        return "meal-ingest";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public double cpuSeconds() {
        return process.cpuSeconds();
    }

    @Override
    public List<byte[]> heads(int connections) {
        return IntStream.range(0, connections).mapToObj(i -> ("POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nAuthorization: Bearer " + token("bench-" + i) + "\r\nContent-Type: application/json\r\n")
                .getBytes(StandardCharsets.US_ASCII)).toList();
    }

    @Override
    public List<byte[]> bodies(MealEvents events, int eventsPerRequest) {
        return events.asTerminalsSend(eventsPerRequest);
    }

    @Override
    public void close() {
        process.close();
    }

    private void registerPoint() throws IOException, InterruptedException {
        String point = "{\"name\":\"bench\",\"district\":\"330106\",\"subdistrict\":\"330106003\"}";
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        HttpResponse<String> answer = put("/v1/points/" + MealEvents.POINT, point);
        while (answer.statusCode() == 503 && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            answer = put("/v1/points/" + MealEvents.POINT, point);
        }
        if (answer.statusCode() >= 300) {
            throw new IOException("meal-ingest: " + answer.statusCode() + " " + answer.body() + " (expected: a registered point)");
        }
    }

    private String token(String terminalId) {
        try {
            String answer = put("/v1/terminals/" + terminalId, "{\"pointId\":\"" + MealEvents.POINT + "\"}").body();
            String before = "\"token\":\"";
            int from = answer.indexOf(before) + before.length();
            return answer.substring(from, answer.indexOf('"', from));
        } catch (IOException e) {
            throw new IllegalStateException("terminal " + terminalId + ": not registered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + ADMIN_TOKEN).header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }
}
