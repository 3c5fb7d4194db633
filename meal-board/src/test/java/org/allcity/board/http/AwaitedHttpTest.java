package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBoard.class)
class AwaitedHttpTest {

    private final RunningBoard board;

    AwaitedHttpTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void answersAtOnceWhenTheCountsIncludeTheRecord() {
        assertThat(board.json("/v1/counts?after=0:14&wait=PT0S").at("/positions/0").asInt()).isEqualTo(15);
    }

    @Test
    void answersAsSoonAsTheCountsIncludeTheRecord() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = getting("/v1/counts?after=0:15&after=4:2&wait=PT30S");
        awaitWaiting(board, 1);
        board.city().pass(4, 3);
        board.city().pass(0, 1);

        HttpResponse<String> included = answer.get(10, TimeUnit.SECONDS);

        assertThat(included.statusCode()).isEqualTo(200);
        assertThat(included.body()).contains("\"positions\":{\"0\":16,\"4\":3}");
    }

    @Test
    void saysWhereTheCountsStandWhenTheRecordDoesNotComeInTime() {
        for (String path : List.of("/v1/counts", "/v1/persons", "/v1/outstanding", "/v1/curve")) {
            CountsHttpTest.assertProblem(
                    board.get(path + "?after=0:15&after=7:3&wait=PT0.05S"),
                    504,
                    "after: 0:15 while the counts stand at 15, 7:3 while the counts stand at 0 (expected: beyond it within PT0.05S;"
                            + " ask again, or ask without after for the counts as they are)");
        }
    }

    @Test
    void goesOnAnsweringOthersWhileManyWait() {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        // More than there are threads that answer.
        for (int i = 0; i < 150; i++) {
            waiting.add(getting("/v1/counts?after=0:15&wait=PT30S"));
        }
        awaitWaiting(board, 150);

        assertThat(board.get("/v1/counts").statusCode()).isEqualTo(200);

        board.city().pass(0, 1);
        assertThat(waiting).allSatisfy(answer ->
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200));
    }

    @Test
    void refusesToLetMoreWaitThanTheSettingsAllow() throws Exception {
        try (RunningBoard small = new RunningBoard("--meals.board.waiters-max=1")) {
            CompletableFuture<HttpResponse<String>> waiting = small.http()
                    .sendAsync(
                            RunningBoard.request(small.uri("/v1/counts?after=0:15&wait=PT30S")).build(),
                            HttpResponse.BodyHandlers.ofString());
            awaitWaiting(small, 1);

            HttpResponse<String> refused = small.get("/v1/counts?after=0:15&wait=PT30S");

            CountsHttpTest.assertProblem(refused, 503, "1 requests wait for records (expected: at most 1)");
            assertThat(refused.headers().firstValue("Retry-After")).contains("2");
            small.city().pass(0, 1);
            assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    private CompletableFuture<HttpResponse<String>> getting(String query) {
        return board.http()
                .sendAsync(RunningBoard.request(board.uri(query)).build(), HttpResponse.BodyHandlers.ofString());
    }

    static void awaitWaiting(RunningBoard board, int waiting) {
        await().until(() -> board.metric("meals_board_waiters") == waiting);
    }
}
