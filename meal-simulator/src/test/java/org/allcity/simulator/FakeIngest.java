package org.allcity.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ingest as its contract says, on a random port, with the failures that a test asks for. Keeps what it stored. */
public final class FakeIngest implements AutoCloseable {

    public static final String ADMIN = "test-admin";

    /** What happens to one request for events. */
    public enum Fate { ANSWER, STORE_AND_DROP, DROP, UNAVAILABLE, TOO_MANY, STORE_NOTHING_SAY_500, HANG }

    /** One request for events as it came. */
    public record Request(long nanos, String terminal, String contentType, boolean gzip, boolean bare, List<JsonNode> events) {
        public List<String> ids() {
            return events.stream().map(event -> event.get("eventId").asString()).toList();
        }
    }

    /** A stored event and the point that its terminal stands at. */
    public record Stored(JsonNode event, String point) {
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> FACTS = Set.of("PLACED", "CANCELLED", "SERVED", "VOIDED");
    private static final Set<String> PERIODS = Set.of("BREAKFAST", "LUNCH", "DINNER");
    private static final int PARTITIONS = 12;

    static {
        // Else every answer waits 40 ms for an acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String[]> points = new ConcurrentHashMap<>();
    private final Map<String, String> pointOfTerminal = new ConcurrentHashMap<>();
    private final Map<String, String> terminalOfToken = new ConcurrentHashMap<>();
    private final Map<String, Stored> stored = new ConcurrentHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final long[] offsets = new long[PARTITIONS];
    private volatile Function<Request, Fate> fate = request -> Fate.ANSWER;
    private volatile String retryAfter = "1";
    private volatile int refusedRegistrations;

    public FakeIngest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/events", exchange -> handled(exchange, this::events));
        server.createContext("/v1/points", exchange -> handled(exchange, this::points));
        server.createContext("/v1/terminals/", exchange -> handled(exchange, this::terminal));
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void fate(Function<Request, Fate> newFate) {
        fate = newFate;
    }

    public void retryAfter(String header) {
        retryAfter = header;
    }

    /** The next so many registrations of terminals are answered 503. */
    public void refuseRegistrations(int count) {
        refusedRegistrations = count;
    }

    public void forgetTokens() {
        terminalOfToken.clear();
    }

    public Map<String, Stored> stored() {
        return Map.copyOf(stored);
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    public Map<String, String[]> registeredPoints() {
        return points;
    }

    public Map<String, String> registeredTerminals() {
        return pointOfTerminal;
    }

    synchronized long[] offsets() {
        return offsets.clone();
    }

    /** As if another terminal had sent it. */
    public void store(String json, String point) {
        JsonNode event = JSON.readTree(json);
        stored.put(event.get("eventId").asString(), new Stored(event, point));
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void handled(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            handler.handle(exchange);
        } catch (RuntimeException e) {
            answer(exchange, 500, e.toString());
            throw e;
        }
    }

    private void points(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST") || !admin(exchange)) {
            answer(exchange, 401, "{}");
            return;
        }
        String[] lines = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split("\n");
        if (!lines[0].equals("pointId,name,district,subdistrict") || lines.length > 10_001) {
            answer(exchange, 422, "{}");
            return;
        }
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].split(",");
            points.put(fields[0], fields);
        }
        answer(exchange, 200, "{\"stored\":" + (lines.length - 1) + "}");
    }

    private synchronized void terminal(HttpExchange exchange) throws IOException {
        String point = JSON.readTree(exchange.getRequestBody().readAllBytes()).path("pointId").asString();
        if (!exchange.getRequestMethod().equals("PUT") || !admin(exchange) || !points.containsKey(point)) {
            answer(exchange, 422, "{}");
            return;
        }
        if (refusedRegistrations > 0) {
            refusedRegistrations--;
            answer(exchange, 503, "{}");
            return;
        }
        String terminal = exchange.getRequestURI().getPath().substring("/v1/terminals/".length());
        String token = "token-" + tokens.incrementAndGet();
        pointOfTerminal.put(terminal, point);
        terminalOfToken.values().remove(terminal);
        terminalOfToken.put(token, terminal);
        answer(exchange, 201, "{\"token\":\"" + token + "\"}");
    }

    private void events(HttpExchange exchange) throws IOException {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String terminal = terminalOfToken.get(authorization.replace("Bearer ", ""));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (terminal == null) {
            answer(exchange, 401, "{}");
            return;
        }
        Request request = request(exchange, terminal, body);
        synchronized (this) {
            requests.add(request);
        }
        switch (fate.apply(request)) {
            case ANSWER -> respond(exchange, request);
            case STORE_AND_DROP -> {
                store(request);
                exchange.close();
            }
            case DROP -> exchange.close();
            case UNAVAILABLE -> later(exchange, 503);
            case TOO_MANY -> later(exchange, 429);
            case STORE_NOTHING_SAY_500 -> answer(exchange, 500, "{}");
            case HANG -> hang();
        }
    }

    private synchronized void hang() {
        try {
            wait();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void later(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", retryAfter);
        answer(exchange, status, "{}");
    }

    private static Request request(HttpExchange exchange, String terminal, byte[] body) throws IOException {
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        byte[] inflated = gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
        if (inflated.length > 1 << 20) {
            throw new IllegalArgumentException("body: more than 1 MiB");
        }
        String text = new String(inflated, StandardCharsets.UTF_8);
        List<JsonNode> events = new ArrayList<>();
        if (type.equals("application/x-ndjson")) {
            text.lines().forEach(line -> events.add(JSON.readTree(line)));
        } else if (text.startsWith("[")) {
            JSON.readTree(text).forEach(events::add);
        } else {
            events.add(JSON.readTree(text));
        }
        return new Request(System.nanoTime(), terminal, type, gzip, text.startsWith("{") && !type.contains("ndjson"), events);
    }

    private void respond(HttpExchange exchange, Request request) throws IOException {
        ObjectNode answer = store(request);
        int events = request.events().size();
        int status = answer.get("stored").asInt() == events ? 200 : answer.get("stored").asInt() == 0 ? 422 : 207;
        answer(exchange, status, answer.toString());
    }

    private synchronized ObjectNode store(Request request) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = JSON.createArrayNode();
        int good = 0;
        for (JsonNode event : request.events()) {
            ObjectNode item = items.addObject().put("index", items.size() - 1);
            String code = whatIsWrongWith(event);
            if (code == null) {
                good++;
                String id = event.get("eventId").asString();
                int partition = Math.floorMod(id.hashCode(), PARTITIONS);
                stored.put(id, new Stored(event, pointOfTerminal.get(request.terminal())));
                item.put("eventId", id).put("status", "stored").put("position", partition + ":" + offsets[partition]++);
            } else {
                item.put("status", "rejected").put("code", code).put("detail", "as the test says");
            }
        }
        answer.put("stored", good).put("rejected", request.events().size() - good).set("items", items);
        return answer;
    }

    private static @Nullable String whatIsWrongWith(JsonNode event) {
        Instant occurredAt = OffsetDateTime.parse(event.get("occurredAt").asString()).toInstant();
        if (occurredAt.isAfter(Instant.now().plusSeconds(300))) {
            return "OCCURRED_IN_FUTURE";
        }
        boolean good = FACTS.contains(event.path("fact").asString("")) && PERIODS.contains(event.path("period").asString(""))
                && event.path("servings").asInt(1) >= 1 && event.path("orderId").asString("").length() == 36
                && (event.path("reason").isString() || !Set.of("CANCELLED", "VOIDED").contains(event.path("fact").asString("")));
        return good ? null : "INVALID_FIELD";
    }

    private static boolean admin(HttpExchange exchange) {
        return ("Bearer " + ADMIN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
