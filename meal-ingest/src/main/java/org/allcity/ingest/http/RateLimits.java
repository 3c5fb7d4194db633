package org.allcity.ingest.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.Registry;
import org.springframework.stereotype.Component;

/** How much each terminal may send: one bucket per registered terminal, gone when the terminal is. */
@Component
class RateLimits implements Registry.RemovalListener {

    private final IngestProperties.Rate rate;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimits(IngestProperties properties) {
        this.rate = properties.rate();
    }

    /** Takes the events out of the terminal's bucket, or ends the request. */
    void take(String terminalId, int events) {
        if (events == 0) {
            return;
        }
        ConsumptionProbe probe = buckets.computeIfAbsent(terminalId, id -> bucket()).tryConsumeAndReturnRemaining(events);
        if (!probe.isConsumed()) {
            throw ProblemException.retry(ProblemType.TOO_MANY_EVENTS, "events: more than this terminal may send now (expected: "
                            + rate.perSecond() + " a second on average, " + rate.burst() + " at once; wait, then send again)",
                    Duration.ofNanos(probe.getNanosToWaitForRefill()).plusMillis(999).toSeconds());
        }
    }

    @Override
    public void terminalRemoved(String terminalId) {
        buckets.remove(terminalId);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }
}
