package org.allcity.board;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.allcity.counts.CountView;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole application on a free port, over a store in memory. */
public final class RunningBoard implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final StoreSwitch store = new StoreSwitch(new CityOfFacts().store());
    private final SettableClock clock = new SettableClock();
    private CityOfFacts city = new CityOfFacts();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final ConfigurableApplicationContext context;

    public RunningBoard(String... settings) {
        this(true, settings);
    }

    private RunningBoard(boolean inMemory, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--spring.main.allow-bean-definition-overriding=true",
                "--logging.level.root=warn",
                // Once at the start, so that tests know who reads.
                "--meals.board.figures-every=1h"));
        all.addAll(List.of(settings));
        context = BoardApplication.builder()
                // Under the names of the beans that they stand in for.
                .initializers(created -> {
                    GenericApplicationContext beans = (GenericApplicationContext) created;
                    if (inMemory) {
                        beans.registerBean("store", CountView.class, () -> store);
                    }
                    beans.registerBean("clock", Clock.class, () -> clock);
                })
                .run(all.toArray(String[]::new));
        reset();
    }

    /** On the Redis that the settings name, instead of a store in memory. */
    public static RunningBoard onRedis(String... settings) {
        return new RunningBoard(false, settings);
    }

    /** Shows the example's city again, at noon of its day. */
    public void reset() {
        city = CityOfFacts.example();
        store.to(city.store());
        clock.set(new SettableClock().instant());
    }

    public CityOfFacts city() {
        return city;
    }

    public StoreSwitch store() {
        return store;
    }

    public SettableClock clock() {
        return clock;
    }

    public HttpClient http() {
        return http;
    }

    public int port() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    private int managementPort() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.management.port"));
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    public HttpResponse<String> get(String pathAndQuery, String... headers) {
        return send(request(uri(pathAndQuery), headers).build());
    }

    /** Asks on the management port. */
    public HttpResponse<String> manage(String path) {
        return send(request(URI.create("http://127.0.0.1:" + managementPort() + path)).build());
    }

    /** The value of a metric without labels. */
    public double metric(String name) {
        return manage("/actuator/prometheus").body().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** The value of a metric with these labels, in the order of their names. */
    public double metric(String name, String labels) {
        return metric(name + "{" + labels + "}");
    }

    /** Has today's figures read for metrics, which happens now and then by itself. */
    public void readTodaysGauges() {
        context.getBean(TodayGauges.class).read();
    }

    public JsonNode json(String pathAndQuery, String... headers) {
        return JSON.readTree(get(pathAndQuery, headers).body());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(40));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    @Override
    public void close() {
        context.close();
    }
}
