package org.allcity.simulator.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLSession;
import org.allcity.simulator.city.City;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.PlannedEvent;
import org.junit.jupiter.api.Test;

class AnswerTest {

    private static final String STORED = "{\"index\":0,\"status\":\"stored\",\"position\":\"3:18841\"}";
    private static final String REJECTED = "{\"index\":1,\"status\":\"rejected\",\"code\":\"TOO_LATE\",\"detail\":\"d\"}";

    private record Response(int statusCode, byte[] body, Map<String, List<String>> fields) implements HttpResponse<byte[]> {

        Response(int status, String body, String... retryAfter) {
            this(status, body.getBytes(StandardCharsets.UTF_8), retryAfter.length == 0 ? Map.of() : Map.of("Retry-After", List.of(retryAfter)));
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(fields, (name, value) -> true);
        }

        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("http://127.0.0.1/");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    private static String receipt(int stored, int rejected, String... items) {
        return "{\"stored\":%d,\"rejected\":%d,\"items\":[%s]}".formatted(stored, rejected, String.join(",", items));
    }

    @Test
    void readsWhatBecameOfEachEvent() {
        assertThat(Answer.read(new Response(207, receipt(1, 1, STORED, REJECTED)), 2)).isEqualTo(new Answer.Receipt(List.of(
                new Answer.Item(true, "3:18841", null, null), new Answer.Item(false, null, "TOO_LATE", "d"))));
    }

    @Test
    void believesNoReceiptThatDoesNotAgreeWithItself() {
        assertThat(Answer.read(new Response(200, receipt(1, 0, STORED)), 1)).isInstanceOf(Answer.Receipt.class);
        assertThat(Answer.read(new Response(200, receipt(1, 0, STORED)), 2)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(200, receipt(2, 0, STORED)), 1)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(200, receipt(1, 1, STORED, REJECTED)), 2)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(422, receipt(1, 0, STORED)), 1)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(207, receipt(1, 1, REJECTED, STORED)), 2)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(200, "not json"), 1)).isInstanceOf(Answer.Unexpected.class);
        assertThat(Answer.read(new Response(200, ""), 1)).isInstanceOf(Answer.Unexpected.class);
    }

    @Test
    void tellsLaterFromUnknownTokenFromUnexpected() {
        assertThat(Answer.read(new Response(503, "{}", "7"), 1)).isEqualTo(new Answer.Later("HTTP 503", Duration.ofSeconds(7)));
        assertThat(Answer.read(new Response(429, "{}"), 1)).isEqualTo(new Answer.Later("HTTP 429", Duration.ZERO));
        assertThat(Answer.read(new Response(401, "{}"), 1)).isEqualTo(new Answer.UnknownToken());
        assertThat(Answer.read(new Response(413, "x".repeat(999)), 1)).isEqualTo(new Answer.Unexpected("HTTP 413 " + "x".repeat(200) + "…"));
    }

    @Test
    void readsRetryAfterInSecondsOrAsADate() {
        String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1));

        assertThat(Answer.retryAfter("120")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Answer.retryAfter(inAMinute)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61));
        assertThat(Answer.retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).isZero();
        assertThat(Answer.retryAfter("soon")).isZero();
        assertThat(Answer.retryAfter("99999999999999999999")).isZero();
    }

    @Test
    void backsOffLongerEachTimeUpToALimitAndNeverLessThanAsked() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(Backoff.after(1, Duration.ZERO, random)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
            assertThat(Backoff.after(3, Duration.ZERO, random)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
            assertThat(Backoff.after(1_000_000, Duration.ZERO, random)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(Backoff.after(1, Duration.ofSeconds(30), random)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
            assertThat(Backoff.after(1, Duration.ofDays(1), random)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
        }
    }

    @Test
    void reportsAnEventThatIsAnsweredUnlikeExpected() {
        List<PlannedEvent> events = DayPlan.of(City.of(7, 3), LocalDate.of(2026, 3, 10)).events();
        PlannedEvent good = events.stream().filter(PlannedEvent::valid).findFirst().orElseThrow();
        PlannedEvent flawed = events.stream().filter(event -> !event.valid()).findFirst().orElseThrow();
        DayRun run = new DayRun(LocalDate.EPOCH, List.of(good, flawed));
        Entry first = new Entry(good, run);

        first.answer(new Answer.Item(false, null, "TOO_LATE", "d"));
        first.answer(new Answer.Item(true, "1:1", null, null));
        new Entry(flawed, run).answer(new Answer.Item(true, "1:2", null, null));

        assertThat(run.outcome().surprises()).containsExactly(
                "event " + good.fact().eventId() + ": rejected, TOO_LATE, d (expected: stored)",
                "event " + good.fact().eventId() + ": stored when sent again (expected: the same answer as before)",
                "event " + flawed.fact().eventId() + " with " + flawed.flaw() + ": stored (expected: rejected)");
        assertThat(run.outcome().surprised()).isEqualTo(3);
        assertThat(run.unanswered()).isZero();
    }
}
