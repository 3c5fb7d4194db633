package org.allcity.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.allcity.ingest.TimeBuckets;
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

    // From 1/16 s to a day and a half.
    private static final int SHORTEST_DELAY = -4;
    private static final int LONGEST_DELAY = 17;
    /** Clocks that are kept in time differ by less. */
    private static final Duration AHEAD = Duration.ofSeconds(-30);

    private final MeterRegistry meters;
    private final Counter received;
    private final Counter stored;
    private final Counter rateLimited;
    private final Timer liveDelay;
    private final Counter liveAhead;

    IngestMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.received = Counter.builder("meals.ingest.received").baseUnit("events")
                .description("Events that came in").register(meters);
        this.stored = Counter.builder("meals.ingest.stored").baseUnit("events")
                .description("Events acknowledged as stored").register(meters);
        this.rateLimited = Counter.builder("meals.ingest.rate.limited").baseUnit("requests")
                .description("Requests of terminals that were over their rate").register(meters);
        this.liveDelay = Timer.builder("meals.ingest.live.delay")
                .description("From a request's newest LIVE event to its receipt; 0 where the terminal's clock is ahead")
                .serviceLevelObjectives(TimeBuckets.between(SHORTEST_DELAY, LONGEST_DELAY)).register(meters);
        this.liveAhead = Counter.builder("meals.ingest.live.ahead").baseUnit("requests")
                .description("Requests whose newest LIVE event lies ahead of our clock, by more than clocks differ").register(meters);
        // From zero on, or a first refusal is no increase that an alert could see.
        Verdict.Rejected.CODES.forEach(this::rejected);
        for (Refusal refusal : Refusal.values()) {
            refused(refusal);
        }
    }

    void answered(List<Verdict> verdicts, int storedCount) {
        received.increment(verdicts.size());
        stored.increment(storedCount);
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Rejected rejected) {
                rejected(rejected.code()).increment();
            }
        }
    }

    void refused(Refusal reason, int events) {
        received.increment(events);
        refused(reason).increment(events);
        if (reason == Refusal.RATE) {
            rateLimited.increment();
        }
    }

    /** What a request tells of its terminal's clock. */
    void clock(Instant newestLive, Instant receivedAt) {
        Duration delay = Duration.between(newestLive, receivedAt);
        liveDelay.record(delay.isNegative() ? Duration.ZERO : delay);
        if (delay.compareTo(AHEAD) < 0) {
            liveAhead.increment();
        }
    }

    private Counter rejected(String code) {
        return Counter.builder("meals.ingest.rejected").baseUnit("events").tag("code", code)
                .description("Events rejected for what they say").register(meters);
    }

    private Counter refused(Refusal reason) {
        return Counter.builder("meals.ingest.refused").baseUnit("events")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .description("Events not taken, though they may be good: to be sent again").register(meters);
    }
}
