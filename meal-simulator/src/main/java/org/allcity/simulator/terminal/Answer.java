package org.allcity.simulator.terminal;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What ingest answered to a batch. */
sealed interface Answer {

    /** One item per event, in the order of the events. */
    record Receipt(List<Item> items) implements Answer {
    }

    /** Not stored, for no fault of the events: send them again, not before {@code retryAfter}. */
    record Later(String why, Duration retryAfter) implements Answer {
    }

    /** The terminal's token is not known: it needs a new one. */
    record UnknownToken() implements Answer {
    }

    /** An answer that the contract does not have for these events. They stay in the outbox. */
    record Unexpected(String what) implements Answer {
    }

    /** {@code position} if stored, {@code code} and {@code detail} if rejected. */
    record Item(boolean stored, @Nullable String position, @Nullable String code, @Nullable String detail) {
    }

    JsonMapper JSON = JsonMapper.builder().build();
    int SHOWN_MAX = 200;

    static Answer read(HttpResponse<byte[]> response, int events) {
        return switch (response.statusCode()) {
            case 200, 207, 422 -> receipt(response, events);
            case 429, 503 -> new Later("HTTP " + response.statusCode(), retryAfter(response));
            case 401 -> new UnknownToken();
            default -> new Unexpected(shown(response));
        };
    }

    private static Answer receipt(HttpResponse<byte[]> response, int events) {
        List<Item> items = new ArrayList<>(events);
        try {
            JsonNode root = JSON.readTree(response.body());
            for (JsonNode item : root.path("items")) {
                if (item.path("index").asInt(-1) != items.size()) {
                    return new Unexpected("items[%d].index: %s (expected: items in the order of the events)"
                            .formatted(items.size(), item.path("index")));
                }
                items.add(new Item(item.path("status").asString("").equals("stored"), text(item, "position"),
                        text(item, "code"), text(item, "detail")));
            }
            long stored = items.stream().filter(Item::stored).count();
            if (items.size() != events || root.path("stored").asInt(-1) != stored
                    || root.path("rejected").asInt(-1) != events - stored
                    || response.statusCode() != (stored == events ? 200 : stored == 0 ? 422 : 207)) {
                return new Unexpected("%s (expected: %d items, and status and totals that agree with them)"
                        .formatted(shown(response), events));
            }
        } catch (JacksonException e) {
            return new Unexpected("%s (expected: a JSON receipt)".formatted(shown(response)));
        }
        return new Receipt(items);
    }

    private static @Nullable String text(JsonNode item, String field) {
        JsonNode node = item.path(field);
        return node.isString() ? node.stringValue() : null;
    }

    private static Duration retryAfter(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Retry-After").map(Answer::retryAfter).orElse(Duration.ZERO);
    }

    /** Seconds or an HTTP date. One that cannot be read asks for nothing: the terminal then backs off by itself. */
    static Duration retryAfter(String header) {
        if (header.matches("\\d{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            Duration until = Duration.between(Instant.now(),
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException notADate) {
            return Duration.ZERO;
        }
    }

    static String shown(HttpResponse<byte[]> response) {
        String body = new String(response.body(), StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        return "HTTP %d %s".formatted(response.statusCode(),
                body.length() > SHOWN_MAX ? body.substring(0, SHOWN_MAX) + "…" : body);
    }
}
