package org.allcity.ingest.http;

import java.util.ArrayList;
import java.util.List;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.Reception;
import org.allcity.ingest.Verdict;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The events of one body, judged in their order while it is read once. Nothing is stored before all of it was read. */
final class EventBody {

    private final byte[] bytes;
    private final Reception reception;
    private final List<Verdict> verdicts = new ArrayList<>();

    private EventBody(byte[] bytes, Reception reception) {
        this.bytes = bytes;
        this.reception = reception;
    }

    static List<Verdict> judged(byte[] bytes, MediaType type, Reception reception) {
        EventBody body = new EventBody(bytes, reception);
        if (body.isBlank(0, bytes.length)) {
            throw empty();
        }
        if (type.equals(BodyReader.NDJSON)) {
            body.lines();
        } else {
            body.document();
        }
        return body.verdicts;
    }

    private void document() {
        try (JsonParser parser = Json.parser(bytes, 0, bytes.length)) {
            JsonToken root = parser.nextToken();
            if (root == null) {
                throw empty();
            }
            if (root == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    add(reception.judge(parser));
                }
            } else if (root == JsonToken.START_OBJECT) {
                add(reception.judge(parser));
            }
            Json.requireEnd(parser);
            if (root != JsonToken.START_ARRAY && root != JsonToken.START_OBJECT) {
                throw new ProblemException(ProblemType.NOT_JSON, "body: a JSON " + Reception.kindOf(root)
                        + " (expected: one JSON object or array)");
            }
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: not JSON" + where(e) + " (expected: one JSON object or array)");
        }
        if (verdicts.isEmpty()) {
            throw new ProblemException(ProblemType.NO_EVENTS,
                    "body: an empty array (expected: 1 to " + IngestProperties.EVENTS_MAX + " events)");
        }
    }

    private void lines() {
        boolean anyIsJson = false;
        int from = 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            if (!isBlank(from, to)) {
                anyIsJson |= line(from, to - from);
            }
            from = to + 1;
        }
        if (!anyIsJson) {
            throw new ProblemException(ProblemType.NOT_JSON, "body: no line of it is JSON (expected: one JSON object a line)");
        }
    }

    private boolean line(int from, int length) {
        Verdict verdict;
        try (JsonParser parser = Json.parser(bytes, from, length)) {
            Json.requireStart(parser);
            verdict = reception.judge(parser);
            Json.requireEnd(parser);
        } catch (JacksonException e) {
            // Rejected as one item: a corrupt line in a terminal's outbox must not block all that follow it for ever.
            add(new Verdict.Rejected(null, "NOT_JSON", "line: not JSON (expected: one JSON object a line)"));
            return false;
        }
        add(verdict);
        return true;
    }

    private static ProblemException empty() {
        return new ProblemException(ProblemType.NOT_JSON, "body: empty (expected: an event, an array of events, or NDJSON)");
    }

    private void add(Verdict verdict) {
        if (verdicts.size() == IngestProperties.EVENTS_MAX) {
            throw new ProblemException(ProblemType.TOO_LARGE, "body: more than " + IngestProperties.EVENTS_MAX
                    + " events (expected: at most so many; send them in parts)");
        }
        verdicts.add(verdict);
    }

    private boolean isBlank(int from, int to) {
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
