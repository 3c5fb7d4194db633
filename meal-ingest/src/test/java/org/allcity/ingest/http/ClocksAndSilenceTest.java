package org.allcity.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What requests tell of terminals' clocks, and of points that say nothing. It is noon. */
class ClocksAndSilenceTest {

    private RunningIngest ingest;
    private MeterRegistry meters;
    private String token;

    @BeforeEach
    void start() throws Exception {
        ingest = FakeIngest.start("--meals.ingest.rate.burst=1000", "--meals.ingest.rate.per-second=1");
        meters = ingest.bean(MeterRegistry.class);
        token = ingest.registerTerminal("T-1", "330106-0042");
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void measuresTheNewestLiveEventOfARequest() throws Exception {
        ingest.postEvents(token, "[" + event(600, "LIVE") + "," + event(2, "LIVE") + "," + event(1, "OFFLINE") + "]");

        assertThat(delay().count()).isEqualTo(1);
        assertThat(delay().totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    void measuresNothingOfARequestWithoutLiveEvents() throws Exception {
        ingest.postEvents(token, "[" + event(600, "OFFLINE") + "," + event(90_000, "PAPER") + "]");

        assertThat(delay().count()).isZero();
    }

    @Test
    void countsClocksThatAreAheadByMoreThanClocksDiffer() throws Exception {
        ingest.postEvents(token, event(-30, "LIVE"));
        assertThat(meters.get("meals.ingest.live.ahead").counter().count()).isZero();

        ingest.postEvents(token, event(-31, "LIVE"));

        assertThat(meters.get("meals.ingest.live.ahead").counter().count()).isEqualTo(1);
        assertThat(delay().totalTime(TimeUnit.SECONDS)).isZero();
    }

    @Test
    void countsRequestsOfTerminalsThatAreOverTheirRate() throws Exception {
        String events = "[" + String.join(",", java.util.Collections.nCopies(600, event(0, "LIVE"))) + "]";

        assertThat(ingest.postEvents(token, events).statusCode()).isEqualTo(200);
        assertThat(ingest.postEvents(token, events).statusCode()).isEqualTo(429);

        assertThat(meters.get("meals.ingest.rate.limited").counter().count()).isEqualTo(1);
        assertThat(meters.get("meals.ingest.refused").tag("reason", "rate").counter().count()).isEqualTo(600);
    }

    @Test
    void tellsPointsThatWereHeardFromOthers() throws Exception {
        ingest.registerTerminal("T-2", "330106-0043");
        ingest.registerTerminal("T-3", "330102-0001");
        ingest.postEvents(token, event(1, "LIVE"));

        ingest.bean(PointsHeard.class).look();

        assertThat(points("registered", "330106")).isEqualTo(2);
        assertThat(points("heard", "330106")).isEqualTo(1);
        assertThat(points("registered", "330102")).isEqualTo(1);
        assertThat(points("heard", "330102")).isZero();
        // It has only just begun to listen.
        assertThat(points("silent", "330102")).isZero();
    }

    private double points(String which, String district) {
        return meters.get("meals.ingest.points." + which).tag("district", district).gauge().value();
    }

    private Timer delay() {
        return meters.get("meals.ingest.live.delay").timer();
    }

    private static String event(long secondsAgo, String capture) {
        Instant occurredAt = FakeIngest.NOW.minus(Duration.ofSeconds(secondsAgo));
        return """
                {"eventId": "%s", "orderId": "%s", "fact": "SERVED", "occurredAt": "%s", "period": "LUNCH", "mode": "DINE_IN",
                 "capture": "%s"}""".formatted(UUID.randomUUID(), UUID.randomUUID(), occurredAt, capture).replace("\n", "");
    }
}
