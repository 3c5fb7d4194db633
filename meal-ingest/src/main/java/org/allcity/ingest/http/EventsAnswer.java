package org.allcity.ingest.http;

import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import org.allcity.ingest.Receipt;
import org.allcity.ingest.Verdict;
import tools.jackson.core.JsonGenerator;

/** What became of each event of a request, written member by member: no object is made for an item. */
final class EventsAnswer {

    private static final int BYTES_AROUND = 256;
    private static final int ITEM_BYTES = 128;

    private EventsAnswer() {}

    /** With one receipt for each accepted event, in their order. */
    static byte[] of(List<Verdict> verdicts, List<Receipt> receipts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_AROUND + ITEM_BYTES * verdicts.size());
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            writeMembers(json, verdicts, receipts);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The problem that none was accepted, with the same members. */
    static byte[] of(Problem problem, List<Verdict> rejected) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_AROUND + ITEM_BYTES * rejected.size());
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeStringProperty("type", problem.type());
            json.writeStringProperty("title", problem.title());
            json.writeNumberProperty("status", problem.status());
            json.writeStringProperty("detail", problem.detail());
            writeMembers(json, rejected, List.of());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeMembers(JsonGenerator json, List<Verdict> verdicts, List<Receipt> receipts) {
        json.writeNumberProperty("stored", receipts.size());
        json.writeNumberProperty("rejected", verdicts.size() - receipts.size());
        json.writeArrayPropertyStart("items");
        Iterator<Receipt> next = receipts.iterator();
        for (int index = 0; index < verdicts.size(); index++) {
            Verdict verdict = verdicts.get(index);
            json.writeStartObject();
            json.writeNumberProperty("index", index);
            String eventId = verdict.eventId();
            if (eventId != null) {
                json.writeStringProperty("eventId", eventId);
            }
            if (verdict instanceof Verdict.Rejected rejected) {
                json.writeStringProperty("status", "rejected");
                json.writeStringProperty("code", rejected.code());
                json.writeStringProperty("detail", rejected.detail());
            } else {
                json.writeStringProperty("status", "stored");
                String position = next.next().position();
                if (position != null) {
                    json.writeStringProperty("position", position);
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
