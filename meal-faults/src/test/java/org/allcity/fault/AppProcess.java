package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of our apps as a process of its own, from its runnable jar, which comes back with the same settings. */
final class AppProcess implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(ANSWERS_WITHIN).build();

    private final AppJar jar;
    private final List<String> settings;
    private final int port;
    private final int managementPort;
    private final Path log;
    private ChildProcess process;

    private AppProcess(AppJar jar, List<String> settings, int port, int managementPort, Path log) {
        this.jar = jar;
        this.settings = settings;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
        this.process = begin();
    }

    /**
     * Starts an app with metrics on the port that it serves: a second web server costs a good part of the start. Does not wait for it.
     *
     * @param settings as {@code --name=value}
     */
    static AppProcess begin(AppJar jar, List<String> settings) {
        int port = Ports.free();
        return begin(jar, port, port, settings);
    }

    /** The same with metrics on a port of their own. */
    static AppProcess beginWithTwoPorts(AppJar jar, List<String> settings) {
        return begin(jar, Ports.free(), Ports.free(), settings);
    }

    private static AppProcess begin(AppJar jar, int port, int managementPort, List<String> settings) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--management.server.port=" + managementPort,
                "--server.address=127.0.0.1",
                "--spring.jmx.enabled=false"));
        all.addAll(settings);
        return new AppProcess(jar, all, port, managementPort, Faults.folder("app").resolve("app.log"));
    }

    private ChildProcess begin() {
        return ChildProcess.start(jar.command(settings), Map.of(), log);
    }

    /** Starts it again after its end; does not wait for it. */
    void beginAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("process " + process.pid() + ": alive (expected: ended)");
        }
        process = begin();
    }

    void awaitStarted() {
        process.awaitLine("Started \\w+ in", STARTS_WITHIN);
    }

    boolean hasStarted() {
        return process.isAlive() && !process.lines("Started \\w+ in").isEmpty();
    }

    ChildProcess process() {
        return process;
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    /** The sum of a metric's values, over all its labels or those that contain a text such as {@code cause="hole"}; 0 without any. */
    double metric(String name, String labels) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    void awaitMetric(String name, String labels, double atLeast, Duration within) {
        await().atMost(within)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> metric(name, labels), value -> value >= atLeast);
    }

    /** What Prometheus reads as soon as the app answers; so an app that does not is never taken for one without the metric. */
    private String scrape() {
        return await().pollDelay(Duration.ZERO).atMost(STARTS_WITHIN).until(this::answer, answer -> !answer.isEmpty());
    }

    /** Empty while the app does not answer. */
    private String answer() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                .timeout(ANSWERS_WITHIN)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill9();
        }
    }
}
