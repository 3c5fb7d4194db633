package org.allcity.ingest.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.allcity.ingest.IngestProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The events of one body, in their order; null where a line of NDJSON is not JSON. */
record EventBody(List<@Nullable JsonNode> events) {

    static EventBody parse(byte[] bytes, MediaType type) {
        if (isBlank(bytes, 0, bytes.length)) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: empty (expected: an event, an array of events, or NDJSON)");
        }
        return type.equals(BodyReader.NDJSON) ? lines(bytes) : document(bytes);
    }

    private static EventBody document(byte[] bytes) {
        JsonNode root;
        try {
            root = Json.read(bytes, 0, bytes.length);
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: not JSON" + where(e) + " (expected: one JSON object or array)");
        }
        if (root.isObject()) {
            return new EventBody(List.of(root));
        }
        if (!root.isArray()) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: a JSON " + root.getNodeType().name().toLowerCase(Locale.ROOT)
                    + " (expected: one JSON object or array)");
        }
        requireCount(root.size());
        List<@Nullable JsonNode> events = new ArrayList<>(root.size());
        root.forEach(events::add);
        return new EventBody(events);
    }

    private static EventBody lines(byte[] bytes) {
        List<@Nullable JsonNode> events = new ArrayList<>();
        int from = 0;
        boolean anyIsJson = false;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            if (!isBlank(bytes, from, to)) {
                requireCount(events.size() + 1);
                JsonNode event = lineOrNull(bytes, from, to - from);
                anyIsJson |= event != null;
                events.add(event);
            }
            from = to + 1;
        }
        if (!anyIsJson) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: no line of it is JSON (expected: one JSON object a line)");
        }
        return new EventBody(events);
    }

    private static @Nullable JsonNode lineOrNull(byte[] bytes, int from, int length) {
        try {
            return Json.read(bytes, from, length);
        } catch (JacksonException e) {
            // Rejected as one item: a corrupt line in a terminal's outbox must not block all that follow it for ever.
            return null;
        }
    }

    private static void requireCount(int count) {
        if (count == 0) {
            throw new ProblemException(ProblemType.NO_EVENTS,
                    "body: an empty array (expected: 1 to " + IngestProperties.EVENTS_MAX + " events)");
        }
        if (count > IngestProperties.EVENTS_MAX) {
            throw new ProblemException(ProblemType.TOO_LARGE, "body: more than " + IngestProperties.EVENTS_MAX
                    + " events (expected: at most so many; send them in parts)");
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r' && bytes[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Where, but not what: the text around a mistake may be a citizen id. */
    private static String where(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1 ? ""
                : ", line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }
}
