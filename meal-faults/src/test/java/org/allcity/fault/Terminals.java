package org.allcity.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Terminals that speak real HTTP to ingest. What one has noted it sends until it is answered, and it remembers what was acknowledged:
 * all of that must be counted, whatever happens.
 */
final class Terminals implements AutoCloseable {

    static final String ADMIN_TOKEN = "faults-admin";

    private static final int COUNT = 4;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration REGISTERS_WITHIN = Duration.ofSeconds(60);
    private static final long RETRY_NANOS = 200_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final IntSupplier ingestPort;
    private final String city;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<TerminalEvents> events = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> rejected = new ConcurrentHashMap<>();
    private final List<String> unexpected = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closing;
    private volatile boolean givenUp;

    private Terminals(IntSupplier ingestPort, String city, long seed) {
        this.ingestPort = ingestPort;
        this.city = city;
        for (int i = 0; i < COUNT; i++) {
            events.add(new TerminalEvents(seed, i));
        }
    }

    /** Registers points and terminals with an ingest that is ready; they send nothing yet. */
    static Terminals register(IntSupplier ingestPort, String city, long seed) {
        Terminals terminals = new Terminals(ingestPort, city, seed);
        String district = city.substring(0, 4) + "06";
        for (int i = 0; i < COUNT; i++) {
            String point = district + "-000" + (i + 1);
            terminals.put("/v1/points/" + point, Map.of("name", "点" + i, "district", district, "subdistrict", district + "00" + (1 + i % 2)));
            terminals.tokens.add(terminals.put("/v1/terminals/T-" + i, Map.of("pointId", point)).path("token").asString());
        }
        return terminals;
    }

    /** Registers something, until ingest takes it. */
    JsonNode put(String path, Map<String, ?> body) {
        HttpRequest.Builder request = request(path)
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        long deadline = System.nanoTime() + REGISTERS_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            HttpResponse<String> answer = send(request);
            if (answer != null && answer.statusCode() < 300) {
                return JSON.readTree(answer.body());
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
        throw new IllegalStateException("PUT " + path + ": not accepted within " + REGISTERS_WITHIN);
    }

    /** From now on they call their events live. */
    void live() {
        events.forEach(TerminalEvents::live);
    }

    /** From now on each sends batch after batch, with a pause between. */
    void start(Duration pause) {
        for (int i = 0; i < COUNT; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                while (!closing) {
                    sendUntilAnswered(number, events.get(number).nextBatch());
                    LockSupport.parkNanos(pause.toNanos());
                }
            }, "terminal-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Sends a body of one terminal again and again until ingest says what became of it. */
    void sendUntilAnswered(int terminal, List<String> batch) {
        HttpRequest.Builder request = request("/v1/events")
                .header("Authorization", "Bearer " + tokens.get(terminal))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[" + String.join(",", batch) + "]"));
        while (!givenUp) {
            HttpResponse<String> answer = send(request);
            if (answer != null && take(answer)) {
                return;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Whether that was the last word. */
    private boolean take(HttpResponse<String> answer) {
        switch (answer.statusCode()) {
            case 200, 207, 422 -> {
                for (JsonNode item : JSON.readTree(answer.body()).path("items")) {
                    if (item.path("status").asString().equals("stored")) {
                        acknowledged.add(item.path("eventId").asString());
                    } else {
                        rejected.merge(item.path("code").asString(), 1L, Long::sum);
                    }
                }
                return true;
            }
            case 503, 429 -> {
                refused.incrementAndGet();
                if (answer.headers().firstValue("Retry-After").isEmpty()) {
                    unexpected.add(answer.statusCode() + " without Retry-After: " + answer.body());
                }
                return false;
            }
            default -> {
                unexpected.add(answer.statusCode() + ": " + answer.body());
                return true;
            }
        }
    }

    private @Nullable HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            // No answer: a terminal sends again.
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingestPort.getAsInt() + path)).timeout(ANSWERS_WITHIN);
    }

    /** Event ids that ingest said are stored. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** Rejected events, by code. */
    Map<String, Long> rejected() {
        return new HashMap<>(rejected);
    }

    /** Answers that said to send again. */
    long refused() {
        return refused.get();
    }

    /** Answers that no terminal should ever see. */
    List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    String city() {
        return city;
    }

    TerminalEvents events(int terminal) {
        return events.get(terminal);
    }

    /** Ends without the answers still waited for, when ingest is gone for good. */
    void giveUp() {
        givenUp = true;
        close();
    }

    /** Ends once each terminal has its last answer. */
    @Override
    public void close() {
        closing = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
