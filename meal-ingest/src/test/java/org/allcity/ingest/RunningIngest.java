package org.allcity.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An ingest on a port of its own, and the requests to it. */
public final class RunningIngest implements AutoCloseable {

    public static final String ADMIN_TOKEN = "admin-token-of-the-tests";
    public static final String PSEUDONYM_KEY = "0123456789abcdef0123456789abcdef";
    public static final JsonMapper JSON = new JsonMapper();

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningIngest(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public static RunningIngest start(SpringApplicationBuilder application, String... settings) {
        List<String> args = new ArrayList<>(List.of(
                "--server.address=127.0.0.1", "--server.port=0",
                "--management.server.address=127.0.0.1", "--management.server.port=0",
                "--meals.ingest.admin-token=" + ADMIN_TOKEN, "--meals.ingest.pseudonym-key=" + PSEUDONYM_KEY,
                "--meals.kafka.replication-factor=1", "--meals.kafka.min-insync-replicas=1"));
        args.addAll(List.of(settings));
        return new RunningIngest(application.registerShutdownHook(false).run(args.toArray(String[]::new)));
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public int managementPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(ANSWER_WITHIN);
    }

    public HttpRequest.Builder admin(String path) {
        return request(path).header("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    public HttpRequest.Builder events(String token, BodyPublisher body) {
        return request("/v1/events").header("Authorization", "Bearer " + token).POST(body);
    }

    public HttpResponse<String> postEvents(String token, String json) throws IOException, InterruptedException {
        return send(events(token, BodyPublishers.ofString(json)).header("Content-Type", "application/json"));
    }

    public HttpResponse<String> put(String path, String json) throws IOException, InterruptedException {
        return send(admin(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    public HttpClient http() {
        return http;
    }

    public String management(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path)).build(),
                BodyHandlers.ofString()).body();
    }

    /** Registers the point and a terminal there, and gives the terminal's token. */
    public String registerTerminal(String terminalId, String pointId) throws IOException, InterruptedException {
        put("/v1/points/" + pointId, """
                {"name": "测试助餐点", "district": "%s", "subdistrict": "%s003"}""".formatted(pointId.substring(0, 6), pointId.substring(0, 6)));
        HttpResponse<String> answer = put("/v1/terminals/" + terminalId, "{\"pointId\": \"" + pointId + "\"}");
        return json(answer).get("token").stringValue();
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        context.close();
    }
}
