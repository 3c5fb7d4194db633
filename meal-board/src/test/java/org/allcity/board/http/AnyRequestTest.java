package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedBoard.class)
class AnyRequestTest {

    private static final int REQUESTS = 5_000;
    private static final List<String> PATHS = List.of(
            "/v1/counts", "/v1/persons", "/v1/outstanding", "/v1/curve", "/v1/day", "/v1/board", "/v1/nothing", "/v1/counts/x");
    private static final List<String> NAMES =
            List.of("from", "to", "date", "area", "by", "window", "of", "after", "wait", "", "From", "limit");
    private static final List<String> VALUES = List.of(
            "2026-11-23", "2026-11-01", "2026-11", "2026", "2026-02-30", "9999-12-31", "0000-01-01", "330100", "330106",
            "330106003", "330106-0001", "330199", "day", "month", "year", "district,point", "period,mode,group", "day,day", ",",
            "0:3", "0:14", "0:15", "7:7", "1:", "99999999999:1", "PT0S", "PT0.01S", "PT9999H", "-PT1S", "", " ", "null",
            "' or 1=1", "../../etc/passwd", "${jndi:x}", "\u0000", "\uD83C\uDF5A", "人次", "%", "\r\nX: y", "<b>", "a".repeat(300));
    private static final List<String> ACCEPTS = List.of(
            "application/json", "text/csv", "*/*", "text/*;q=0.1", "image/png", "", ",,,", "a/b/c", "text/csv;q=x", "*", "text/csv;;");

    private final RunningBoard board;

    AnyRequestTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void answersEveryRequestWithRowsOrAProblem() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        JsonMapper json = new JsonMapper();
        int answered = 0;

        for (int i = 0; i < REQUESTS; i++) {
            String query = query(random);
            String accept = pick(ACCEPTS, random);
            HttpResponse<String> answer = board.get(query, "Accept", accept);

            String context = "seed " + seed + ": " + query + " Accept: " + accept + " -> " + answer.statusCode() + " " + answer.body();
            String type = answer.headers().firstValue("Content-Type").orElse("");
            assertThat(answer.statusCode()).as(context).isIn(200, 400, 404, 406, 422, 504);
            if (answer.statusCode() == 200) {
                answered++;
                assertThat(type).as(context).matches("application/json|text/csv;.*");
            } else {
                assertThat(type).as(context).isEqualTo("application/problem+json");
                assertThat(json.readTree(answer.body()).get("status").asInt()).as(context).isEqualTo(answer.statusCode());
            }
            assertThat(answer.headers().firstValue("X")).as(context).isEmpty();
        }

        assertThat(answered).as("seed " + seed).isBetween(REQUESTS / 100, REQUESTS - REQUESTS / 100);
    }

    private static String query(SplittableRandom random) {
        StringBuilder query = new StringBuilder(pick(PATHS, random));
        int parameters = random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            query.append(i == 0 ? '?' : '&')
                    .append(pick(NAMES, random))
                    .append('=')
                    .append(URLEncoder.encode(pick(VALUES, random), StandardCharsets.UTF_8));
        }
        // A default wait would only take time.
        return query.indexOf("after=") > 0 && query.indexOf("wait=") < 0 ? query + "&wait=PT0.01S" : query.toString();
    }

    private static String pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
