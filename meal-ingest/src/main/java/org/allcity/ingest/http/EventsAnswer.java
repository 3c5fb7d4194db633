package org.allcity.ingest.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.allcity.ingest.Receipt;
import org.allcity.ingest.Verdict;
import org.jspecify.annotations.Nullable;

/** What became of each event of a request. */
@JsonPropertyOrder({"stored", "rejected", "items"})
record EventsAnswer(int stored, int rejected, List<Item> items) {

    static EventsAnswer of(List<Verdict> verdicts, List<Receipt> receipts) {
        Iterator<Receipt> next = receipts.iterator();
        List<Item> items = new ArrayList<>(verdicts.size());
        for (int index = 0; index < verdicts.size(); index++) {
            Verdict verdict = verdicts.get(index);
            items.add(verdict instanceof Verdict.Rejected rejected
                    ? new Item(index, rejected.eventId(), "rejected", null, rejected.code(), rejected.detail())
                    : new Item(index, verdict.eventId(), "stored", next.next().position(), null, null));
        }
        return new EventsAnswer(receipts.size(), verdicts.size() - receipts.size(), items);
    }

    @JsonPropertyOrder({"index", "eventId", "status", "position", "code", "detail"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            int index,
            @Nullable String eventId,
            String status,
            @Nullable String position,
            @Nullable String code,
            @Nullable String detail) {}
}
