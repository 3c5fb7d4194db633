package org.allcity.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.allcity.ingest.Verdict;
import org.springframework.stereotype.Component;

/**
 * Counts what comes in at {@code POST /v1/events}, in events: received = stored + rejected + refused, at all times.
 * A request that is refused before its events were counted (no token, too large, not JSON, ...) counts as one received and
 * one refused. When a request is refused as a whole, all its events are refused, the invalid ones too: the terminal sends
 * them all again. Nothing is counted until the outcome is known.
 */
@Component
class IngestMetrics {

    /** Why a request was refused; the names are label values. */
    enum Refusal { UNAUTHORIZED, WRONG_TYPE, TOO_LARGE, BAD_REQUEST, RATE, NOT_READY, IN_FLIGHT, NO_ACK, INTERNAL }

    private final MeterRegistry meters;
    private final Counter received;
    private final Counter stored;

    IngestMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.received = Counter.builder("meals.ingest.received").baseUnit("events")
                .description("Events that came in").register(meters);
        this.stored = Counter.builder("meals.ingest.stored").baseUnit("events")
                .description("Events acknowledged as stored").register(meters);
        // From zero on, or a first refusal is no increase that an alert could see.
        for (Refusal refusal : Refusal.values()) {
            refused(refusal);
        }
    }

    void answered(List<Verdict> verdicts, int storedCount) {
        received.increment(verdicts.size());
        stored.increment(storedCount);
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Rejected rejected) {
                Counter.builder("meals.ingest.rejected").baseUnit("events").tag("code", rejected.code())
                        .description("Events rejected for what they say").register(meters).increment();
            }
        }
    }

    void refused(Refusal reason, int events) {
        received.increment(events);
        refused(reason).increment(events);
    }

    private Counter refused(Refusal reason) {
        return Counter.builder("meals.ingest.refused").baseUnit("events")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .description("Events not taken, though they may be good: to be sent again").register(meters);
    }
}
