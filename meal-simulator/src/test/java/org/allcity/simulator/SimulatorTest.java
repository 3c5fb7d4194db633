package org.allcity.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.allcity.simulator.FakeIngest.Fate;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SimulatorClosedException;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.day.DayTimes;
import org.allcity.simulator.terminal.Progress;
import org.allcity.simulator.truth.Comparison;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SimulatorTest {

    private static final int POINTS = 15;
    private static final double FAST = 54_000;
    private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

    @TempDir
    private Path folder;
    private FakeIngest ingest;
    private FakeBoard board;
    private final List<Simulator> simulators = new CopyOnWriteArrayList<>();
    private final List<Progress.Snapshot> snapshots = new CopyOnWriteArrayList<>();
    private volatile Instant now = DayTimes.at(DAY.plusDays(1), LocalTime.of(3, 0));

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void start() throws Exception {
        ingest = new FakeIngest();
        board = new FakeBoard(ingest);
    }

    @AfterEach
    void stop() {
        simulators.forEach(Simulator::close);
        board.close();
        ingest.close();
    }

    private Simulator simulator() {
        return simulator(7, POINTS);
    }

    private Simulator simulator(long seed, int points) {
        return simulator(seed, points, Duration.ofSeconds(20));
    }

    private Simulator simulator(long seed, int points, Duration patience) {
        Simulator simulator = new Simulator(new SimulatorSettings(ingest.uri(), board.uri(), FakeIngest.ADMIN, seed, points, folder),
                snapshots::add, clock, patience);
        simulators.add(simulator);
        return simulator;
    }

    private Comparison playAndCompare(LocalDate day) throws InterruptedException {
        try (Simulator simulator = simulator()) {
            simulator.register();
            simulator.play(day, FAST);
            return simulator.compare(day);
        }
    }

    @Test
    void playsAWholeDayAndFindsEveryFigureRight() throws Exception {
        Comparison comparison = playAndCompare(DAY);

        assertThat(comparison.lines()).containsExactly(comparison.compared() + " figures compared, 0 differ");
        assertThat(comparison.agrees()).isTrue();
        assertThat(comparison.compared()).isGreaterThan(1_000);
        assertThat(ingest.stored()).hasSizeGreaterThan(300);
        assertThat(ingest.registeredPoints()).hasSize(POINTS);
    }

    @Test
    void findsEveryFigureRightWhateverHappensToRequestsAndReplies() throws Exception {
        Random random = new Random(11);
        Fate[] fates = {Fate.STORE_AND_DROP, Fate.DROP, Fate.UNAVAILABLE, Fate.TOO_MANY, Fate.STORE_NOTHING_SAY_500};
        ingest.retryAfter("0");
        ingest.fate(request -> {
            synchronized (random) {
                return random.nextInt(3) == 0 ? fates[random.nextInt(fates.length)] : Fate.ANSWER;
            }
        });

        assertThat(playAndCompare(DAY).lines()).singleElement().asString().endsWith("figures compared, 0 differ");
    }

    @Test
    void aDayPlayedAgainAfterARestartCountsNothingTwice() throws Exception {
        Comparison first = playAndCompare(DAY);
        int stored = ingest.stored().size();

        Comparison again = playAndCompare(DAY);

        assertThat(again).isEqualTo(first);
        assertThat(ingest.stored()).hasSize(stored);
    }

    @Test
    void monthAndYearIncludeTheDaysOfEarlierRuns() throws Exception {
        playAndCompare(DAY.minusDays(11));
        playAndCompare(DAY.minusDays(1));

        Comparison comparison = playAndCompare(DAY);

        assertThat(comparison.lines()).containsExactly(comparison.summary());
        assertThat(comparison.agrees()).isTrue();
    }

    @Test
    void aMissingFactOfAnEarlierDayIsFoundInTheMonth() throws Exception {
        playAndCompare(DAY.minusDays(1));
        String yesterday = DAY.minusDays(1).toString();
        board.tamper((query, rows) -> {
            if (query.contains("window=month") && !query.contains("by=")) {
                rows.replaceAll(row -> Map.of("persons", (long) row.get("persons") - 1, "seniors", row.get("seniors")));
            }
            return rows;
        });

        Comparison comparison = playAndCompare(DAY);

        assertThat(comparison.differ()).isEqualTo(1);
        assertThat(comparison.differences()).singleElement().asString().startsWith("persons of 2026-03 persons: ");
        assertThat(yesterday).isLessThan(DAY.toString());
    }

    @Test
    void anUnfinishedEarlierDayIsFinishedFirst() throws Exception {
        Simulator simulator = simulator();
        simulator.register();
        CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> quietly(() -> simulator.play(DAY.minusDays(1), 10_000)));
        await().until(() -> ingest.stored().size() > 50);
        simulator.close();
        assertThatThrownBy(() -> playing.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SimulatorClosedException.class);

        Comparison comparison = playAndCompare(DAY);

        assertThat(comparison.agrees()).describedAs(String.join("\n", comparison.lines())).isTrue();
        Simulator later = simulator();
        assertThat(later.completed(DAY.minusDays(1))).isTrue();
        later.register();
        assertThat(later.compare(DAY.minusDays(1)).agrees()).isTrue();
    }

    @Test
    void followsTodayWithoutEverSendingTheFuture() throws Exception {
        LocalDate today = DAY.plusDays(1);
        now = DayTimes.at(today, LocalTime.of(11, 20));
        Simulator simulator = simulator();
        simulator.register();
        CompletableFuture<Void> following = CompletableFuture.runAsync(() -> quietly(() -> simulator.follow(today)));
        await().until(() -> snapshots.stream().anyMatch(snapshot -> snapshot.acknowledged() > 50 && snapshot.backlog() == 0));
        assertNothingAfter(now);
        int soFar = ingest.stored().size();

        now = DayTimes.at(today, LocalTime.of(17, 30));
        await().atMost(Duration.ofSeconds(20)).until(() -> ingest.stored().size() > soFar + 20 && tomorrowsOrders(today) > 0);
        assertNothingAfter(now);

        simulator.close();
        following.get(5, TimeUnit.SECONDS);
    }

    @Test
    void whatAnEarlierRunFollowedOfTodayIsPartOfTheMonth() throws Exception {
        followUntil(LocalTime.of(18, 10));
        now = DayTimes.at(DAY.plusDays(1), LocalTime.of(18, 30));

        Comparison comparison = playAndCompare(DAY);

        assertThat(comparison.lines()).containsExactly(comparison.summary());
        assertThat(comparison.agrees()).isTrue();
    }

    @Test
    void aFollowedDayIsComparedBesideMealsThatOthersSentThatDay() throws Exception {
        followUntil(LocalTime.of(18, 10));
        LocalDate followed = DAY.plusDays(1);
        ingest.registeredPoints().put("330106-0042", new String[] {"330106-0042", "mine", "330106", "330106003"});
        ingest.store(("{\"eventId\":\"00000000-0000-7000-8000-000000000001\",\"orderId\":\"00000000-0000-7000-8000-000000000002\","
                + "\"fact\":\"SERVED\",\"occurredAt\":\"%sT12:00:00+08:00\",\"period\":\"LUNCH\",\"mode\":\"DINE_IN\","
                + "\"diner\":{\"citizenId\":\"ME\",\"group\":\"AGE_60_79\"}}").formatted(followed), "330106-0042");
        now = DayTimes.at(followed.plusDays(1), LocalTime.of(4, 0));

        Comparison comparison = playAndCompare(followed);

        assertThat(comparison.agrees()).describedAs(String.join("\n", comparison.lines())).isTrue();
        assertThat(comparison.notes()).anyMatch(note -> note.startsWith("points of others have meals on " + followed + " (330106-0042)"))
                .anyMatch(note -> note.startsWith("points of others have persons in 2026-03 (330106)"));
    }

    private void followUntil(LocalTime time) throws Exception {
        LocalDate today = DAY.plusDays(1);
        now = DayTimes.at(today, time);
        Simulator simulator = simulator();
        simulator.register();
        CompletableFuture<Void> following = CompletableFuture.runAsync(() -> quietly(() -> simulator.follow(today)));
        await().until(() -> tomorrowsOrders(today) > 0
                && snapshots.stream().anyMatch(snapshot -> snapshot.acknowledged() > 100 && snapshot.backlog() == 0));
        simulator.close();
        following.get(5, TimeUnit.SECONDS);
    }

    private long tomorrowsOrders(LocalDate today) {
        return ingest.stored().values().stream()
                .filter(stored -> stored.event().path("serviceDate").asString("").equals(today.plusDays(1).toString())).count();
    }

    private void assertNothingAfter(Instant time) {
        assertThat(ingest.requests()).allSatisfy(request -> assertThat(request.events()).allSatisfy(event -> {
            Instant occurredAt = OffsetDateTime.parse(event.get("occurredAt").asString()).toInstant();
            // Five years ahead is a deliberate flaw.
            assertThat(occurredAt.isAfter(time) && occurredAt.isBefore(time.plus(Duration.ofDays(365)))).isFalse();
        }));
    }

    @Test
    void endsPromptlyWhenClosedWhilePlaying() throws Exception {
        ingest.fate(request -> Fate.HANG);
        Simulator simulator = simulator();
        simulator.register();
        CompletableFuture<Void> playing = CompletableFuture.runAsync(() -> quietly(() -> simulator.play(DAY, 300)));
        await().until(() -> !ingest.requests().isEmpty());

        long closed = System.nanoTime();
        simulator.close();

        assertThatThrownBy(() -> playing.get(5, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SimulatorClosedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(Duration.ofSeconds(2));
        int requests = ingest.requests().size();
        await().during(Duration.ofMillis(500)).until(() -> ingest.requests().size() == requests);
    }

    @Test
    void saysHowManyEventsAreLeftWhenIngestTakesNothingAnyMore() throws Exception {
        ingest.fate(request -> Fate.UNAVAILABLE);
        ingest.retryAfter("0");
        try (Simulator simulator = simulator(7, POINTS, Duration.ofMillis(600))) {
            simulator.register();

            assertThatThrownBy(() -> simulator.play(DAY, FAST * 10)).isInstanceOf(SimulatorException.class)
                    .hasMessageMatching("2026-03-10: \\d{3,} events still in outboxes, none acknowledged for PT0\\.6S"
                            + " \\(expected: none left; last trouble: HTTP 503\\)");
            assertThat(simulator.completed(DAY)).isFalse();
        }
    }

    @Test
    void waitsForABoardThatIsBehind() throws Exception {
        board.refuse(3);

        assertThat(playAndCompare(DAY).agrees()).isTrue();
        assertThat(board.queries()).allMatch(query -> query.matches(".*&after=\\d+:\\d+.*"));
    }

    @Test
    void comparesADayOfAnEarlierRunUpToWhereThatRunEnded() throws Exception {
        playAndCompare(DAY);
        int asked = board.queries().size();
        try (Simulator simulator = simulator()) {
            simulator.register();

            assertThat(simulator.compare(DAY).agrees()).isTrue();
        }

        assertThat(board.queries().subList(asked, board.queries().size())).isNotEmpty().allMatch(query -> query.contains("&after=11:"));
    }

    @Test
    void refusesTheFolderOfAnotherCity() throws Exception {
        playAndCompare(DAY);

        assertThatThrownBy(() -> simulator(8, POINTS)).isInstanceOf(SimulatorException.class)
                .hasMessage("%s: a city with seed 7 and 15 points (expected: seed 8 and 15 points; use those, or another data folder)",
                        folder.resolve("simulator.json"));
        assertThatThrownBy(() -> simulator(7, POINTS + 1)).hasMessageContaining("(expected: seed 7 and 16 points;");
    }

    @Test
    void refusesAFolderItCannotRead() throws Exception {
        Files.writeString(folder.resolve("simulator.json"), "{\"version\": 1, \"seed\":");
        assertThatThrownBy(this::simulator).isInstanceOf(SimulatorException.class).hasMessageContaining("cannot be read");

        Files.writeString(folder.resolve("simulator.json"), "{\"version\": 2, \"seed\": 7, \"points\": 15, \"positions\": {}, \"days\": {}}");
        assertThatThrownBy(this::simulator).hasMessageEndingWith("simulator.json: version 2 (expected: 1)");
    }

    @Test
    void playsDaysThatAreOverAndThatIngestStillTakes() throws Exception {
        LocalDate today = DAY.plusDays(1);
        try (Simulator simulator = simulator(7, 1)) {
            simulator.register();

            simulator.play(today.minusDays(43), 1_000_000);
            assertThatThrownBy(() -> simulator.play(today, FAST))
                    .hasMessage("day to play: 2026-03-11 (expected: 2026-01-27 to 2026-03-10)");
            assertThatThrownBy(() -> simulator.play(today.minusDays(44), FAST)).hasMessageContaining("day to play: 2026-01-26");
            assertThatThrownBy(() -> simulator.play(DAY, 0)).hasMessage("speed: 0.0 (expected: more than 0, at most 1,000,000)");
            assertThatThrownBy(() -> simulator.compare(DAY)).hasMessageContaining("is not played to its end");
        }
    }

    @Test
    void tellsItsProgressAsALine() throws Exception {
        playAndCompare(DAY);

        Progress.Snapshot last = snapshots.get(snapshots.size() - 1);
        assertThat(last.line()).startsWith(DAY + " ").contains("acknowledged").contains("waiting in outboxes");
        assertThat(last.posted()).isGreaterThanOrEqualTo(last.acknowledged());
    }

    @Test
    void settingsKeepTheTokenToThemselves() {
        SimulatorSettings settings = new SimulatorSettings(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2"),
                "secret-token", 1, City.POINTS_MAX, null);

        assertThat(settings.toString()).doesNotContain("secret-token");
        assertThatThrownBy(() -> new SimulatorSettings(settings.ingest(), settings.board(), "t", 1, 0, null))
                .hasMessage("points: 0 (expected: 1 to 20000)");
        assertThatThrownBy(() -> new SimulatorSettings(settings.ingest(), settings.board(), " ", 1, 1, null))
                .hasMessage("adminToken: blank (expected: the admin token of ingest)");
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static void quietly(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
