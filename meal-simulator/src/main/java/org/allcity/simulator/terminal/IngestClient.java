package org.allcity.simulator.terminal;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.city.Terminal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ingest's HTTP API as terminals and an administrator use it. Every request has a timeout; none is retried here. */
public final class IngestClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int THREADS = 2;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI ingest;
    private final String adminToken;
    private final ExecutorService threads;
    private final HttpClient http;

    public IngestClient(URI ingest, String adminToken) {
        this.ingest = ingest;
        this.adminToken = adminToken;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "simulator-http");
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT)
                .executor(threads).build();
    }

    CompletableFuture<HttpResponse<byte[]>> postEvents(String token, EventJson.Body body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ingest.resolve("/v1/events")).timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", body.contentType())
                .POST(BodyPublishers.ofByteArray(body.bytes()));
        if (body.gzip()) {
            request.header("Content-Encoding", "gzip");
        }
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> postPoints(List<MealPoint> points) {
        StringBuilder csv = new StringBuilder("pointId,name,district,subdistrict\n");
        for (MealPoint point : points) {
            csv.append(point.id()).append(',').append(point.name()).append(',').append(point.district()).append(',')
                    .append(point.subdistrict()).append('\n');
        }
        return http.sendAsync(asAdmin("/v1/points").header("Content-Type", "text/csv;charset=utf-8")
                .POST(BodyPublishers.ofString(csv.toString())).build(), BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> putTerminal(Terminal terminal) {
        String body = "{\"pointId\":\"" + terminal.point().id() + "\"}";
        return http.sendAsync(asAdmin("/v1/terminals/" + URLEncoder.encode(terminal.id(), StandardCharsets.UTF_8))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofByteArray());
    }

    static String token(HttpResponse<byte[]> response) {
        try {
            JsonNode token = JSON.readTree(response.body()).path("token");
            if (token.isString()) {
                return token.stringValue();
            }
        } catch (JacksonException notJson) {
            throw new SimulatorException("PUT terminal: an answer that is not JSON (expected: {\"token\": …})", notJson);
        }
        throw new SimulatorException("PUT terminal: an answer without a token (expected: {\"token\": …})");
    }

    private HttpRequest.Builder asAdmin(String path) {
        return HttpRequest.newBuilder(ingest.resolve(path)).timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + adminToken);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
