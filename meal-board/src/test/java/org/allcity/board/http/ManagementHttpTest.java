package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBoard.class)
class ManagementHttpTest {

    private final RunningBoard board;

    ManagementHttpTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void isHealthyExactlyWhileTheCountsCanBeRead() {
        assertThat(board.manage("/actuator/health").statusCode()).isEqualTo(200);

        board.store().away();
        assertThat(board.manage("/actuator/health").statusCode()).isEqualTo(503);
        assertThat(board.manage("/actuator/health").body()).contains("Redis: no answer");

        board.store().to(board.city().store());
        assertThat(board.manage("/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void countsRequestsByPathAndStatus() {
        board.get("/v1/counts?from=nonsense");

        assertThat(board.manage("/actuator/prometheus").body())
                .containsPattern("http_server_requests_seconds_count\\{[^}]*status=\"400\",uri=\"/v1/counts\"")
                .contains("meals_board_waiters", "meals_board_viewers")
                .doesNotContain("nonsense");
    }

    @Test
    void showsHealthAndMetricsOnly() {
        assertThat(board.manage("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(board.manage("/actuator/beans").statusCode()).isEqualTo(404);
        assertThat(board.get("/actuator/health").statusCode()).isEqualTo(404);
    }
}
