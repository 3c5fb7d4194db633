package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus with the project's own settings and rules. Only addresses differ, and time: it scrapes every half second, and all
 * windows and waits of the rules are shorter by {@value #HASTE}, so that what takes an hour there takes two minutes here.
 */
final class Prometheus implements AutoCloseable {

    static final int HASTE = 30;

    private static final Path DEPLOYED = Path.of("..", "deploy", "prometheus");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Pattern WINDOW = Pattern.compile("(\\[|for: )(\\d+)([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final ChildProcess process;

    private Prometheus(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts the {@code prometheus} on the path.
     *
     * @param targets from each name and port in the settings, as {@code ingest:9080}, to an address here
     */
    static Prometheus start(Map<String, String> targets) {
        try {
            Path folder = Faults.folder("prometheus");
            Path rules = Files.createDirectory(folder.resolve("rules"));
            for (Path file : ruleFiles()) {
                Files.writeString(rules.resolve(file.getFileName()), hastened(Files.readString(file)));
            }
            String settings = Files.readString(DEPLOYED.resolve("prometheus.yml"))
                    .replace("/etc/prometheus/rules", rules.toString())
                    .replace("/etc/prometheus/redis.yml", folder.resolve("redis.yml").toString())
                    .replaceAll("interval: 15s", "interval: 500ms");
            String redis = Files.readString(DEPLOYED.resolve("redis.yml"));
            for (Map.Entry<String, String> target : targets.entrySet()) {
                String[] named = target.getKey().split(":");
                settings = settings
                        .replace("dns_sd_configs: [{names: [" + named[0] + "], type: A, port: " + named[1] + "}]",
                                "static_configs: [{targets: [\"" + target.getValue() + "\"]}]")
                        .replace("\"" + target.getKey() + "\"", "\"" + target.getValue() + "\"");
                redis = redis.replace(target.getKey(), target.getValue());
            }
            if (settings.contains("dns_sd_configs")) {
                throw new IllegalStateException("prometheus.yml: a target without an address here:\n" + settings);
            }
            Files.writeString(folder.resolve("prometheus.yml"), settings);
            Files.writeString(folder.resolve("redis.yml"), redis);
            int port = Ports.free();
            ChildProcess process = ChildProcess.start(
                    List.of("prometheus", "--config.file=" + folder.resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port),
                    Map.of(), folder.resolve("prometheus.log"));
            process.awaitLine("Server is ready to receive web requests", STARTS_WITHIN);
            return new Prometheus(port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> ruleFiles() throws IOException {
        try (var files = Files.list(DEPLOYED.resolve("rules"))) {
            return files.sorted().toList();
        }
    }

    private static String hastened(String rules) {
        return WINDOW.matcher(rules).replaceAll(Prometheus::hastened);
    }

    private static String hastened(MatchResult window) {
        long millis = UNITS.get(window.group(3)).multipliedBy(Long.parseLong(window.group(2))).toMillis() / HASTE;
        return window.group(1) + millis + "ms";
    }

    /** The values that an expression has now, of each series. */
    List<Double> query(String expression) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                    + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            JsonNode answer = JSON.readTree(
                    HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.path("status").asString().equals("success")) {
                throw new IllegalArgumentException(expression + ": " + answer.path("error").asString());
            }
            List<Double> values = new ArrayList<>();
            for (JsonNode series : answer.path("data").path("result")) {
                values.add(number(series.path("value").path(1).asString()));
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double number(String value) {
        return value.endsWith("Inf") ? Double.parseDouble(value + "inity") : Double.parseDouble(value);
    }

    boolean fires(String alert) {
        return !query("ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}").isEmpty();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill9();
        }
    }
}
