package org.allcity.ingest.http;

import static org.allcity.ingest.http.EventsApiTest.assertProblem;
import static org.allcity.ingest.http.EventsApiTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.stream.Collectors;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String EVENT_ID = "0193a1f2-0000-7000-8000-000000000001";

    @Test
    void aTerminalMaySendItsBurstAndIsThenToldHowLongToWait() throws Exception {
        try (RunningIngest ingest = FakeIngest.start("--meals.ingest.rate.burst=2000", "--meals.ingest.rate.per-second=1")) {
            String token = ingest.registerTerminal("T-1", "330106-0042");

            assertThat(ingest.postEvents(token, events(1_000)).statusCode()).isEqualTo(200);
            assertThat(ingest.postEvents(token, events(990)).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = ingest.postEvents(token, events(100));

            assertProblem(refused, 429, "too-many-events");
            long retryAfter = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
            assertThat(retryAfter).isBetween(30L, 100L);
        }
    }

    @Test
    void aRemovedTerminalLeavesNothingBehind() throws Exception {
        try (RunningIngest ingest = FakeIngest.start("--meals.ingest.rate.burst=1000", "--meals.ingest.rate.per-second=1")) {
            RateLimits limits = ingest.bean(RateLimits.class);
            limits.take("T-1", 1_000);

            limits.terminalRemoved("T-1");

            limits.take("T-1", 1_000);
        }
    }

    private static String events(int count) {
        return Collections.nCopies(count, event(EVENT_ID)).stream().collect(Collectors.joining(",", "[", "]"));
    }
}
