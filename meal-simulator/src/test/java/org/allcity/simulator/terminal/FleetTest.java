package org.allcity.simulator.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.allcity.simulator.FakeIngest;
import org.allcity.simulator.FakeIngest.Fate;
import org.allcity.simulator.FakeIngest.Request;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SimulatorClosedException;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.city.Terminal;
import org.allcity.simulator.day.Capture;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.DayTimes;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.Outage;
import org.allcity.simulator.day.PlannedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FleetTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 10);
    private static final City CITY = City.of(7, 15);
    private static final List<PlannedEvent> EVENTS = DayPlan.of(CITY, DAY).events();

    private final CountDownLatch closed = new CountDownLatch(1);
    private FakeIngest ingest;
    private IngestClient client;
    private Fleet fleet;

    @BeforeEach
    void start() throws Exception {
        ingest = new FakeIngest();
        client = new IngestClient(ingest.uri(), FakeIngest.ADMIN);
        fleet = new Fleet(CITY, new Registration(client, closed).register(CITY), client, snapshot -> { });
    }

    @AfterEach
    void stop() {
        fleet.close();
        client.close();
        ingest.close();
    }

    /** A clock that stands until it is set; terminals look at it every few milliseconds. */
    private static final class SetClock implements SimulatedClock {

        private volatile Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Duration until(Instant time) {
            return time.isAfter(now) ? Duration.ofMillis(5) : Duration.ZERO;
        }
    }

    private DayRun sendAll(List<PlannedEvent> events) throws InterruptedException {
        DayRun run = fleet.send(DAY, events, SimulatedClock.running(Instant.now(), 1), Duration.ZERO);
        assertThat(run.awaitDone(30_000)).isTrue();
        fleet.ensureRunning();
        return run;
    }

    private static List<PlannedEvent> some(int count) {
        return EVENTS.stream().filter(PlannedEvent::valid).limit(count).toList();
    }

    @Test
    void everyEventGetsTheAnswerItShould() throws Exception {
        DayRun.Outcome outcome = sendAll(EVENTS).outcome();

        assertThat(outcome.rejectedExpected()).isEqualTo(6);
        assertThat(outcome.rejected()).isEqualTo(6);
        assertThat(outcome.stored()).isEqualTo(outcome.storedExpected()).isEqualTo(EVENTS.size() - 6);
        assertThat(outcome.surprises()).isEmpty();
        assertThat(ingest.stored()).hasSize(EVENTS.size() - 6);
    }

    @Test
    void sendsTheSameEventsAgainWhenTheReplyIsLostAfterStoring() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ingest.fate(request -> requests.incrementAndGet() == 1 ? Fate.STORE_AND_DROP : Fate.ANSWER);
        Terminal terminal = EVENTS.get(0).fact().terminal();

        DayRun run = sendAll(EVENTS.stream().filter(event -> event.fact().terminal() == terminal && event.valid()).limit(5).toList());

        assertThat(ingest.requests()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(ingest.requests().get(1).ids()).containsExactlyInAnyOrderElementsOf(ingest.requests().get(0).ids());
        assertThat(run.outcome().stored()).isEqualTo(5);
        assertThat(ingest.stored()).hasSize(5);
    }

    @Test
    void anEventSentAgainIsTheSameEvent() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ingest.fate(request -> requests.incrementAndGet() % 2 == 1 ? Fate.DROP : Fate.ANSWER);

        sendAll(some(60));

        Map<String, Object> seen = new ConcurrentHashMap<>();
        for (Request request : ingest.requests()) {
            request.events().forEach(event -> {
                Object before = seen.putIfAbsent(event.get("eventId").asString(), event);
                assertThat(before == null || before.equals(event)).isTrue();
            });
        }
    }

    @Test
    void comesBackNoEarlierThanUnavailableIngestAsks() throws Exception {
        assertComesBackAfterASecond(Fate.UNAVAILABLE);
    }

    @Test
    void comesBackNoEarlierThanARateLimitAsks() throws Exception {
        assertComesBackAfterASecond(Fate.TOO_MANY);
    }

    private void assertComesBackAfterASecond(Fate fate) throws InterruptedException {
        AtomicInteger requests = new AtomicInteger();
        ingest.retryAfter("1");
        ingest.fate(request -> requests.incrementAndGet() == 1 ? fate : Fate.ANSWER);

        sendAll(some(1));

        List<Request> sent = ingest.requests();
        assertThat(Duration.ofNanos(sent.get(1).nanos() - sent.get(0).nanos())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    @Test
    void anOfflineTerminalIsSilentForHoursAndThenSendsWhatItCaptured() throws Exception {
        LocalDate day = DAY.datesUntil(DAY.plusDays(60)).filter(one -> offlineAtWork(one).isPresent()).findFirst().orElseThrow();
        Terminal terminal = offlineAtWork(day).orElseThrow();
        Outage outage = Outage.of(CITY, terminal, day);
        List<PlannedEvent> events = DayPlan.of(CITY, day).events().stream()
                .filter(event -> event.fact().terminal() == terminal && event.valid()).toList();
        SetClock clock = new SetClock(Instant.ofEpochMilli(outage.to() - 1));
        long before = events.stream().filter(event -> event.due() < outage.to()).count();

        DayRun run = fleet.send(day, events, clock, Duration.ZERO);

        await().until(() -> ingest.stored().size() == before);
        await().during(Duration.ofMillis(300)).until(() -> ingest.stored().size() == before);
        assertThat(captures()).doesNotContain("OFFLINE");
        assertThat(occurredDuring(outage, terminal)).isZero();

        clock.now = DayTimes.at(day, LocalTime.of(21, 0));

        assertThat(run.awaitDone(10_000)).isTrue();
        assertThat(captures()).contains("OFFLINE");
        assertThat(occurredDuring(outage, terminal)).isPositive();
    }

    /** A terminal that is offline on a day while at least five facts occur. */
    private static Optional<Terminal> offlineAtWork(LocalDate day) {
        Map<Terminal, Long> captured = DayPlan.of(CITY, day).events().stream().map(PlannedEvent::fact)
                .filter(fact -> fact.capture() == Capture.OFFLINE)
                .collect(Collectors.groupingBy(Fact::terminal, Collectors.counting()));
        return captured.keySet().stream().filter(terminal -> captured.get(terminal) >= 5).findFirst();
    }

    private Set<String> captures() {
        Set<String> captures = new HashSet<>();
        ingest.stored().values().forEach(stored -> captures.add(stored.event().path("capture").asString("LIVE")));
        return captures;
    }

    private long occurredDuring(Outage outage, Terminal terminal) {
        Instant from = Instant.ofEpochMilli(outage.from());
        Instant to = Instant.ofEpochMilli(outage.to());
        return ingest.stored().values().stream().map(stored -> OffsetDateTime.parse(stored.event().get("occurredAt").asString())
                .toInstant().minusMillis(terminal.skewMillis()))
                .filter(time -> time.isAfter(from.plusSeconds(2)) && time.isBefore(to.minusSeconds(2))).count();
    }

    @Test
    void sendsNothingBeforeItIsDue() throws Exception {
        SetClock clock = new SetClock(DayTimes.at(DAY, LocalTime.of(11, 0)));
        long due = EVENTS.stream().filter(event -> event.due() <= clock.now().toEpochMilli() && event.valid()).count();

        fleet.send(DAY, EVENTS, clock, Duration.ZERO);

        await().until(() -> ingest.stored().size() == due);
        await().during(Duration.ofMillis(300)).until(() -> ingest.stored().size() == due);
        assertThat(due).isBetween(50L, EVENTS.size() - 50L);
    }

    @Test
    void aTerminalHasOneRequestOnTheWayAndTheCityABoundedNumber() throws Exception {
        City many = City.of(7, 200);
        fleet = new Fleet(many, new Registration(client, closed).register(many), client, snapshot -> { });
        Map<String, AtomicInteger> perTerminal = new ConcurrentHashMap<>();
        AtomicInteger all = new AtomicInteger();
        Set<String> overlapping = ConcurrentHashMap.newKeySet();
        CountDownLatch answering = new CountDownLatch(1);
        ingest.fate(request -> {
            if (perTerminal.computeIfAbsent(request.terminal(), key -> new AtomicInteger()).incrementAndGet() > 1) {
                overlapping.add(request.terminal());
            }
            all.incrementAndGet();
            awaitAtMost20Seconds(answering);
            perTerminal.get(request.terminal()).decrementAndGet();
            return Fate.ANSWER;
        });

        DayRun run = fleet.send(DAY, DayPlan.of(many, DAY).events(), SimulatedClock.running(Instant.now(), 1), Duration.ZERO);

        // A deliberately cut request may still be at the server when its events come again.
        int cutMax = 5;
        await().until(() -> all.get() >= Fleet.REQUESTS_AT_ONCE);
        await().during(Duration.ofMillis(500)).until(() -> all.get() <= Fleet.REQUESTS_AT_ONCE + cutMax);
        answering.countDown();
        assertThat(run.awaitDone(50_000)).isTrue();
        assertThat(overlapping).hasSizeLessThanOrEqualTo(cutMax);
    }

    private static void awaitAtMost20Seconds(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void getsANewTokenWhenItsOwnIsNoLongerKnown() throws Exception {
        ingest.forgetTokens();

        DayRun run = sendAll(some(40));

        assertThat(run.outcome().stored()).isEqualTo(40);
    }

    @Test
    void keepsEventsThatGetAnAnswerOutsideTheContract() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        ingest.fate(request -> requests.incrementAndGet() <= 3 ? Fate.STORE_NOTHING_SAY_500 : Fate.ANSWER);

        sendAll(some(3));

        assertThat(ingest.stored()).hasSize(3);
        assertThat(fleet.lastTrouble()).startsWith("HTTP 500");
    }

    @Test
    void remembersTheGreatestPositionOfEachPartition() throws Exception {
        sendAll(EVENTS);

        Map<Integer, Long> positions = fleet.positions();

        assertThat(positions).hasSize(12);
        assertThat(positions.values().stream().mapToLong(offset -> offset + 1).sum()).isGreaterThanOrEqualTo(EVENTS.size() - 6);
    }

    @Test
    void writesRequestsInEveryForm() throws Exception {
        for (int i = 0; i < 5; i++) {
            fleet.send(DAY.plusDays(i), DayPlan.of(CITY, DAY.plusDays(i)).events(), SimulatedClock.running(Instant.now(), 1), Duration.ZERO);
        }
        await().until(() -> ingest.requests().size() > 20);
        for (int i = 0; i < 200 && forms().size() < 5; i++) {
            sendAll(some(1));
        }

        assertThat(forms()).containsExactlyInAnyOrder("gzip", "plain", "ndjson", "array", "single");
    }

    private Set<String> forms() {
        Set<String> forms = new HashSet<>();
        for (Request request : ingest.requests()) {
            forms.add(request.gzip() ? "gzip" : "plain");
            forms.add(request.contentType().contains("ndjson") ? "ndjson" : request.bare() ? "single" : "array");
        }
        return forms;
    }

    @Test
    void registersAgainWhatFailedInTheCrowd() throws Exception {
        ingest.refuseRegistrations(5);

        List<String> tokens = new Registration(client, closed).register(CITY);

        assertThat(tokens).hasSize(CITY.terminals().size()).doesNotHaveDuplicates();
        assertThat(ingest.registeredTerminals()).hasSize(CITY.terminals().size());
    }

    @Test
    void saysWhatIsWrongWhenRegistrationIsRefusedOrNobodyIsThere() throws Exception {
        try (IngestClient stranger = new IngestClient(ingest.uri(), "wrong")) {
            assertThatThrownBy(() -> new Registration(stranger, closed).register(CITY)).isInstanceOf(SimulatorException.class)
                    .hasMessageMatching("POST /v1/points: HTTP 401 .*\\(expected: 200 or 201\\)");
        }
        ingest.close();
        assertThatThrownBy(() -> new Registration(client, closed, Duration.ofMillis(700)).register(CITY))
                .hasMessageMatching("POST /v1/points: java.net.ConnectException.*, still after PT0.7S \\(expected: 200 or 201; is ingest running\\?\\)");
    }

    @Test
    void registrationEndsPromptlyWhenClosed() {
        ingest.close();
        closed.countDown();

        assertThatThrownBy(() -> new Registration(client, closed).register(CITY)).isInstanceOf(SimulatorClosedException.class);
    }
}
