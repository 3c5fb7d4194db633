package org.allcity.simulator.truth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.simulator.city.SimulatorClosedException;
import org.allcity.simulator.city.SimulatorException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** Reads tables from the board, each exact up to at least the given positions; asks again while the board catches up. */
final class BoardClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WAIT_ASKED = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int SHOWN_MAX = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI board;
    private final Map<Integer, Long> positions;
    private final CountDownLatch closed;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT).build();

    BoardClient(URI board, Map<Integer, Long> positions, CountDownLatch closed, Duration patience) {
        this.board = board;
        this.positions = positions;
        this.closed = closed;
        this.patience = patience;
    }

    /** A table, and whether the answer says that it is exact up to all positions asked for. */
    record Reading(Table table, boolean reached) {
    }

    Reading json(String pathAndQuery, List<String> key, List<String> columns) throws InterruptedException {
        HttpResponse<byte[]> response = get(pathAndQuery, "application/json");
        try {
            JsonNode root = JSON.readTree(response.body());
            Table table = new Table(columns, new TreeMap<>(Comparator.comparing(Object::toString)));
            for (JsonNode row : root.required("rows")) {
                List<String> keys = new ArrayList<>();
                key.forEach(name -> keys.add(row.required(name).stringValue()));
                put(table, keys, columns.stream().mapToLong(name -> row.required(name).longValue()).toArray(), pathAndQuery);
            }
            return new Reading(table, positions.entrySet().stream().allMatch(position ->
                    root.path("positions").path(position.getKey().toString()).longValue(-1) > position.getValue()));
        } catch (JacksonException e) {
            throw new SimulatorException("GET %s: %s (expected: rows with %s and %s)"
                    .formatted(pathAndQuery, e.getOriginalMessage(), key, columns), e);
        }
    }

    Table csv(String pathAndQuery, List<String> key, List<String> columns) throws InterruptedException {
        HttpResponse<byte[]> response = get(pathAndQuery, "text/csv");
        Table table = new Table(columns, new TreeMap<>(Comparator.comparing(Object::toString)));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        try (MappingIterator<Map<String, String>> rows = new CsvMapper().readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader()).readValues(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                put(table, key.stream().map(name -> cell(row, name)).toList(),
                        columns.stream().mapToLong(name -> Long.parseLong(cell(row, name))).toArray(), pathAndQuery);
            }
        } catch (JacksonException | NumberFormatException e) {
            throw new SimulatorException("GET %s as CSV: %s (expected: columns %s and %s)"
                    .formatted(pathAndQuery, e.getMessage(), key, columns), e);
        }
        return table;
    }

    private static String cell(Map<String, String> row, String name) {
        String value = row.get(name);
        if (value == null) {
            throw new NumberFormatException("no column " + name);
        }
        return value;
    }

    private static void put(Table table, List<String> key, long[] row, String pathAndQuery) {
        if (table.rows().put(key, row) != null) {
            throw new SimulatorException("GET %s: two rows for %s (expected: one)".formatted(pathAndQuery, key));
        }
    }

    private HttpResponse<byte[]> get(String pathAndQuery, String type) throws InterruptedException {
        StringBuilder query = new StringBuilder(pathAndQuery).append("&wait=").append(WAIT_ASKED);
        positions.forEach((partition, offset) -> query.append("&after=").append(partition).append(':').append(offset));
        HttpRequest request = HttpRequest.newBuilder(board.resolve(query.toString())).timeout(ANSWER_TIMEOUT)
                .header("Accept", type).build();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String found;
            try {
                HttpResponse<byte[]> response = await(http.sendAsync(request, BodyHandlers.ofByteArray()));
                if (response.statusCode() == 200) {
                    return response;
                }
                found = shown(response);
                if (response.statusCode() != 503 && response.statusCode() != 504) {
                    throw new SimulatorException("GET %s: %s (expected: 200)".formatted(pathAndQuery, found));
                }
            } catch (ExecutionException e) {
                found = String.valueOf(e.getCause());
            }
            if (System.nanoTime() > deadline) {
                throw new SimulatorException("GET %s: %s, still after %s (expected: 200; are aggregator and board running?)"
                        .formatted(pathAndQuery, found, patience));
            }
            pauseUnlessClosed();
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return answer.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                if (closed.getCount() == 0) {
                    answer.cancel(true);
                    throw closedException();
                }
            }
        }
    }

    private void pauseUnlessClosed() throws InterruptedException {
        if (closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw closedException();
        }
    }

    private static SimulatorClosedException closedException() {
        return new SimulatorClosedException("comparing with the board");
    }

    private static String shown(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        return "HTTP %d %s".formatted(response.statusCode(),
                body.length() > SHOWN_MAX ? body.substring(0, SHOWN_MAX) + "…" : body);
    }
}
