package org.allcity.board.live;

import static org.allcity.board.CityOfFacts.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.allcity.board.CityOfFacts;
import org.allcity.board.RunningBoard;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.ServiceDay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LiveHttpTest {

    private static final int VIEWERS_MAX = 3;

    private static final RunningBoard BOARD = new RunningBoard(
            "--meals.board.viewers-max=" + VIEWERS_MAX,
            "--meals.board.live-heartbeat=50ms",
            "--server.tomcat.connection-timeout=500ms");

    @BeforeEach
    void setBack() {
        BOARD.reset();
        await().until(() -> BOARD.metric("meals_board_viewers") == 0);
    }

    @AfterAll
    static void close() {
        BOARD.close();
    }

    @Test
    void showsTheFiguresAtOnce() {
        try (Viewer viewer = new Viewer(BOARD)) {
            JsonNode figures = viewer.counts(found -> true);

            assertThat(viewer.contentType()).startsWith("text/event-stream");
            assertThat(figures).isEqualTo(BOARD.json("/v1/day"));
            assertThat(figures.at("/headline/meals").asInt()).isEqualTo(9);
        }
    }

    @Test
    void showsAChangeWithinASecond() {
        try (Viewer viewer = new Viewer(BOARD)) {
            viewer.counts(found -> true);

            for (int more = 1; more <= 3; more++) {
                BOARD.city().served("diner" + more, DAY, CityOfFacts.XIHU_1, MealPeriod.LUNCH, DinerGroup.STAFF);
                int meals = 9 + more;
                long begin = System.nanoTime();
                viewer.counts(found -> found.at("/headline/meals").asInt() == meals);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void saysThatItIsThereThoughNothingChanges() {
        try (Viewer viewer = new Viewer(BOARD)) {
            viewer.counts(found -> true);
            BOARD.clock().set(BOARD.clock().instant().plusSeconds(7));

            JsonNode status = viewer.event("status", found -> found.get("asOf").asString().contains("12:00:07"));

            assertThat(status.get("readable").asBoolean()).isTrue();
            viewer.line(line -> line.equals(": still here"));
        }
    }

    @Test
    void saysWhenTheCountsCannotBeReadAndWhenTheyCanAgain() {
        try (Viewer viewer = new Viewer(BOARD)) {
            viewer.counts(found -> true);

            BOARD.store().away();
            JsonNode status = viewer.event("status", found -> !found.get("readable").asBoolean());
            assertThat(status.get("asOf").asString()).startsWith("2026-11-23T12:00");

            BOARD.store().to(BOARD.city().store());
            viewer.event("status", found -> found.get("readable").asBoolean());
        }
    }

    @Test
    void showsTheNewDayFromMidnightInHangzhou() {
        try (Viewer viewer = new Viewer(BOARD)) {
            viewer.counts(found -> found.get("date").asString().equals("2026-11-23"));

            BOARD.clock().set(DAY.plusDays(1).atStartOfDay().toInstant(ServiceDay.OFFSET));

            JsonNode figures = viewer.counts(found -> found.get("date").asString().equals("2026-11-24"));
            assertThat(figures.at("/headline/meals").asInt()).isZero();
        }
    }

    @Test
    void readsTheCountsForAllViewersTogetherAndOnlyWhileThereAreAny() {
        int readsPerReading = 4;
        try (Viewer one = new Viewer(BOARD);
                Viewer two = new Viewer(BOARD);
                Viewer three = new Viewer(BOARD)) {
            List.of(one, two, three).forEach(viewer -> viewer.counts(found -> true));
            int before = BOARD.store().reads();
            long begin = System.nanoTime();
            await().until(() -> BOARD.store().reads() >= before + 4 * readsPerReading);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_400));
        }
        await().until(() -> BOARD.metric("meals_board_viewers") == 0);
        int after = BOARD.store().reads();

        await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(10))
                .until(() -> BOARD.store().reads() <= after + readsPerReading);
    }

    @Test
    void refusesOneViewerTooMany() {
        List<Viewer> viewers = new ArrayList<>();
        for (int i = 0; i < VIEWERS_MAX; i++) {
            viewers.add(new Viewer(BOARD));
            viewers.get(i).counts(found -> true);
        }

        HttpResponse<String> refused = BOARD.get("/v1/live");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.headers().firstValue("Retry-After")).contains("2");
        viewers.forEach(Viewer::close);
    }

    @Test
    void dropsAViewerThatTakesNothingIn() throws IOException {
        try (Socket slow = new Socket()) {
            // Small, so that what is sent soon finds no room.
            slow.setReceiveBufferSize(1_024);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), BOARD.port()));
            slow.getOutputStream().write("GET /v1/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> BOARD.metric("meals_board_viewers") == 1);

            // Many districts make each event as large as the buffers on the way.
            BOARD.store().to(new ManyDistricts(BOARD.city().store()));

            await().atMost(Duration.ofSeconds(60)).until(() -> BOARD.metric("meals_board_viewers") == 0);
        }
    }

    @Test
    void endsStreamsWhenTheBoardIsStopped() {
        RunningBoard other = new RunningBoard();
        try (Viewer viewer = new Viewer(other)) {
            viewer.counts(found -> true);
            long begin = System.nanoTime();

            other.close();

            viewer.awaitEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void refusesToBeReadAsAnythingElse() {
        assertThat(BOARD.get("/v1/live", "Accept", "application/json").statusCode()).isEqualTo(406);
    }

}
