package org.allcity.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A board that answers from what {@link FakeIngest} stored, by a count of its own over the JSON (it shares nothing with the
 * simulator's truth), and that can be told to answer wrongly.
 */
public final class FakeBoard implements AutoCloseable {

    private static final List<String> MEASURES = List.of("meals", "firstMeals", "secondMeals", "unregisteredMeals", "voided",
            "placed", "collected", "cancelled", "outstanding");
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FakeIngest ingest;
    private final HttpServer server;
    private final List<String> queries = new ArrayList<>();
    /** Gets a query and its rows, and answers other rows. */
    private volatile BiFunction<String, List<Map<String, Object>>, List<Map<String, Object>>> tamper = (query, rows) -> rows;
    private Map<Event, boolean[]> counted = Map.of();
    private int countedEvents;
    private volatile long behind;
    private volatile int refusals;

    public FakeBoard(FakeIngest ingest) throws IOException {
        this.ingest = ingest;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/", this::handle);
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void tamper(BiFunction<String, List<Map<String, Object>>, List<Map<String, Object>>> newTamper) {
        tamper = newTamper;
    }

    /** It names positions this far behind those asked for. */
    public void behind(long records) {
        behind = records;
    }

    /** The next so many requests are answered 504, as when the counts do not include the position in time. */
    public void refuse(int requests) {
        refusals = requests;
    }

    public synchronized List<String> queries() {
        return List.copyOf(queries);
    }

    private record Event(JsonNode json, String point, String day, String time, long millis, BigInteger eventId, BigInteger orderId,
            String diner) {

        String text(String field) {
            return json.get(field).asString();
        }

        String group() {
            return json.has("diner") ? json.get("diner").get("group").asString() : "UNREGISTERED";
        }
    }

    private synchronized Map<Event, boolean[]> counted() {
        Map<String, FakeIngest.Stored> stored = ingest.stored();
        if (stored.size() != countedEvents) {
            countedEvents = stored.size();
            counted = count(events(stored.values()));
        }
        return counted;
    }

    private static List<Event> events(Collection<FakeIngest.Stored> all) {
        List<Event> events = new ArrayList<>();
        for (FakeIngest.Stored stored : all) {
            JsonNode json = stored.event();
            OffsetDateTime time = OffsetDateTime.parse(json.get("occurredAt").asString());
            String day = json.has("serviceDate") ? json.get("serviceDate").asString()
                    : LocalDate.ofInstant(time.toInstant(), SHANGHAI).toString();
            String order = json.get("orderId").asString();
            events.add(new Event(json, stored.point(), day, time.toString(), time.toInstant().toEpochMilli(),
                    new BigInteger(json.get("eventId").asString().replace("-", ""), 16),
                    new BigInteger(order.replace("-", ""), 16),
                    json.has("diner") ? json.get("diner").get("citizenId").asString() : "order " + order));
        }
        return events;
    }

    /** What each event adds to the measures, by looking at all events of its order and sitting. */
    private static Map<Event, boolean[]> count(List<Event> events) {
        Map<String, Map<String, Event>> orders = new HashMap<>();
        for (Event event : events) {
            orders.computeIfAbsent(event.diner() + "/" + event.orderId(), key -> new HashMap<>())
                    .merge(event.text("fact"), event, (a, b) -> a.millis() != b.millis() ? (a.millis() < b.millis() ? a : b)
                            : a.eventId().compareTo(b.eventId()) < 0 ? a : b);
        }
        Map<Event, boolean[]> counted = new LinkedHashMap<>();
        Map<String, Event> first = new HashMap<>();
        for (Map<String, Event> order : orders.values()) {
            Event placed = order.get("PLACED");
            Event served = order.get("SERVED");
            if (placed != null) {
                boolean[] row = counted.computeIfAbsent(placed, key -> new boolean[MEASURES.size()]);
                row[5] = true;
                row[6] = served != null;
                row[7] = served == null && order.containsKey("CANCELLED");
                row[8] = served == null && !order.containsKey("CANCELLED");
            }
            if (served != null) {
                boolean[] row = counted.computeIfAbsent(served, key -> new boolean[MEASURES.size()]);
                row[4] = order.containsKey("VOIDED");
                row[0] = !row[4];
                row[3] = row[0] && !served.json().has("diner");
                if (row[0] && served.json().has("diner")) {
                    first.merge(sitting(served), served, (a, b) -> a.millis() != b.millis() ? (a.millis() < b.millis() ? a : b)
                            : a.orderId().compareTo(b.orderId()) < 0 ? a : b);
                }
            }
        }
        counted.forEach((event, row) -> {
            row[1] = row[0] && !row[3] && first.get(sitting(event)) == event;
            row[2] = row[0] && !row[3] && !row[1];
        });
        return counted;
    }

    private static String sitting(Event event) {
        return event.diner() + event.day() + event.text("period");
    }

    private String attribute(Event event, String by) {
        String[] point = ingest.registeredPoints().get(event.point());
        return switch (by) {
            case "day" -> event.day();
            case "month" -> event.day().substring(0, 7);
            case "point" -> event.point();
            case "district" -> point[2];
            case "subdistrict" -> point[3];
            case "period", "mode" -> event.text(by);
            case "group" -> event.group();
            default -> throw new IllegalArgumentException("by: " + by);
        };
    }

    private boolean in(Event event, String area) {
        return area.equals("330100") || event.point().equals(area) || attribute(event, "subdistrict").equals(area)
                || attribute(event, "district").equals(area);
    }

    private List<Map<String, Object>> counts(Map<String, String> query) {
        List<String> by = by(query);
        Map<List<String>, long[]> rows = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        counted().forEach((event, adds) -> {
            if (event.day().compareTo(query.get("from")) >= 0 && event.day().compareTo(query.get("to")) <= 0
                    && in(event, query.get("area"))) {
                long[] row = rows.computeIfAbsent(by.stream().map(one -> attribute(event, one)).toList(), key -> new long[adds.length]);
                Arrays.setAll(row, i -> row[i] + (adds[i] ? event.json().path("servings").asInt(1) : 0));
            }
        });
        return rows(by, MEASURES, rows);
    }

    private List<Map<String, Object>> persons(Map<String, String> query) {
        List<String> by = by(query);
        Map<List<String>, Set<String>> persons = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        Map<List<String>, Set<String>> seniors = new HashMap<>();
        counted().forEach((event, adds) -> {
            if (adds[0] && !adds[3] && event.day().startsWith(query.get("of")) && in(event, query.get("area"))) {
                List<String> key = by.stream().map(one -> attribute(event, one)).toList();
                persons.computeIfAbsent(key, none -> new HashSet<>()).add(event.diner());
                if (event.group().startsWith("AGE")) {
                    seniors.computeIfAbsent(key, none -> new HashSet<>()).add(event.diner());
                }
            }
        });
        Map<List<String>, long[]> rows = new LinkedHashMap<>();
        persons.forEach((key, diners) -> rows.put(key, new long[] {diners.size(), seniors.getOrDefault(key, Set.of()).size()}));
        return rows(by, List.of("persons", "seniors"), rows);
    }

    private List<Map<String, Object>> outstanding(Map<String, String> query) {
        List<Map<String, Object>> rows = counts(Map.of("from", query.get("date"), "to", query.get("date"), "area",
                query.get("area"), "by", "period,mode"));
        rows.removeIf(row -> row.get("placed").equals(0L));
        return rows;
    }

    private static List<String> by(Map<String, String> query) {
        String by = query.get("by");
        return by == null ? List.of() : List.of(by.split(","));
    }

    private static List<Map<String, Object>> rows(List<String> by, List<String> columns, Map<List<String>, long[]> figures) {
        List<Map<String, Object>> rows = new ArrayList<>();
        figures.forEach((key, values) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < by.size(); i++) {
                row.put(by.get(i), key.get(i));
            }
            for (int i = 0; i < values.length; i++) {
                row.put(columns.get(i), values[i]);
            }
            rows.add(row);
        });
        return rows;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String raw = path + "?" + exchange.getRequestURI().getQuery();
            Map<String, String> query = new HashMap<>();
            for (String pair : exchange.getRequestURI().getQuery().split("&")) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            synchronized (this) {
                queries.add(raw);
                if (refusals > 0) {
                    refusals--;
                    answer(exchange, 504, "application/problem+json", "{}");
                    return;
                }
            }
            List<Map<String, Object>> rows = switch (path) {
                case "/v1/counts" -> counts(query);
                case "/v1/persons" -> persons(query);
                case "/v1/outstanding" -> outstanding(query);
                default -> throw new IllegalArgumentException(path);
            };
            boolean csv = "text/csv".equals(exchange.getRequestHeaders().getFirst("Accept"));
            rows = tamper.apply((csv ? "CSV " : "") + raw, new ArrayList<>(rows));
            if (csv) {
                answer(exchange, 200, "text/csv", csv(rows));
            } else {
                answer(exchange, 200, "application/json", JSON.writeValueAsString(
                        Map.of("asOf", OffsetDateTime.now().toString(), "positions", positions(), "rows", rows)));
            }
        } catch (RuntimeException e) {
            answer(exchange, 500, "text/plain", e.toString());
            throw e;
        }
    }

    private Map<String, Long> positions() {
        Map<String, Long> positions = new TreeMap<>();
        long[] offsets = ingest.offsets();
        for (int partition = 0; partition < offsets.length; partition++) {
            positions.put(String.valueOf(partition), offsets[partition] - behind);
        }
        return positions;
    }

    private static String csv(List<Map<String, Object>> rows) {
        StringBuilder csv = new StringBuilder();
        @Nullable String separator = null;
        for (Map<String, Object> row : rows) {
            if (separator == null) {
                csv.append(String.join(",", row.keySet()));
            }
            separator = "\r\n";
            csv.append(separator).append(String.join(",", row.values().stream().map(String::valueOf).toList()));
        }
        return csv.append("\r\n").toString();
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
