package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.TooMuchAskedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

@ExtendWith(SharedBoard.class)
class CountsHttpTest {

    private final RunningBoard board;

    CountsHttpTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void answersWithWhatItIsExactUpTo() {
        HttpResponse<String> answer = board.get("/v1/counts?by=period&area=330102");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body()).isEqualTo("{\"asOf\":\"2026-11-23T12:00:00.000+08:00\",\"positions\":{\"0\":15},\"rows\":["
                + "{\"period\":\"BREAKFAST\",\"meals\":1,\"firstMeals\":1,\"secondMeals\":0,\"unregisteredMeals\":0,\"voided\":0,"
                + "\"placed\":0,\"collected\":0,\"cancelled\":0,\"outstanding\":0},"
                + "{\"period\":\"DINNER\",\"meals\":1,\"firstMeals\":1,\"secondMeals\":0,\"unregisteredMeals\":0,\"voided\":0,"
                + "\"placed\":0,\"collected\":0,\"cancelled\":0,\"outstanding\":0}]}");
    }

    @Test
    void answersPersonsAndOrdersAndTheDay() {
        assertThat(board.json("/v1/persons?window=month&of=2026-11&by=district").get("rows").toString()).isEqualTo(
                "[{\"district\":\"330102\",\"persons\":2,\"seniors\":2},{\"district\":\"330106\",\"persons\":4,\"seniors\":3}]");
        assertThat(board.json("/v1/outstanding?area=330106-0001").get("rows").toString()).isEqualTo(
                "[{\"period\":\"DINNER\",\"mode\":\"TAKEAWAY\",\"outstanding\":1,\"placed\":2,\"collected\":0,\"cancelled\":1,"
                        + "\"over\":false}]");
        assertThat(board.json("/v1/curve?date=2026-11-22").get("rows").toString())
                .isEqualTo("[{\"quarter\":\"11:30\",\"district\":\"330106\",\"meals\":1}]");
        assertThat(board.json("/v1/day?date=2026-11-22").at("/headline/meals").asInt()).isEqualTo(1);
        assertThat(board.json("/v1/board").toString())
                .isEqualTo("{\"city\":\"330100\",\"today\":\"2026-11-23\",\"notice\":\"\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/v1/counts",
        "/v1/counts?by=day,month,district,subdistrict,point,period,mode,group",
        "/v1/counts?from=2026-11-01&to=2026-11-30&by=period,day",
        "/v1/counts?from=2020-01-01&by=district",
        "/v1/persons?by=point",
        "/v1/persons?window=year&by=district,subdistrict",
        "/v1/outstanding",
        "/v1/curve"
    })
    void givesTheSameRowsAsCsvAndAsJson(String query) throws Exception {
        HttpResponse<String> json = board.get(query);
        HttpResponse<String> csv = board.get(query, "Accept", "text/csv");

        assertThat(csv.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/csv").contains("charset=UTF-8").contains("header=present");
        assertThat(csv.headers().firstValue("X-As-Of")).contains("2026-11-23T12:00:00.000+08:00");
        assertThat(csv.headers().firstValue("X-Positions")).contains("0:15");
        assertThat(csv.body()).endsWith("\r\n");
        List<List<String>> lines = lines(csv.body());
        JsonNode rows = board.json(query).get("rows");
        assertThat(lines).hasSize(rows.size() + 1);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(List.copyOf(rows.get(i).propertyNames())).isEqualTo(lines.get(0));
            List<String> values = new ArrayList<>();
            rows.get(i).forEach(value -> values.add(value.asString()));
            assertThat(values).isEqualTo(lines.get(i + 1));
        }
        assertThat(json.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/counts?area=330106,counts_330106_2026-11-23.csv",
        "/v1/counts?from=2026-11-01&to=2026-11-23,counts_330100_2026-11-01_2026-11-23.csv",
        "/v1/persons?window=month&of=2026-10,persons_330100_month_2026-10-01.csv",
        "/v1/outstanding?area=330106-0001,outstanding_330106-0001_2026-11-23.csv",
        "/v1/curve,curve_2026-11-23.csv"
    })
    void namesAFileOfItsRows(String query, String file) {
        assertThat(board.get(query, "Accept", "text/csv").headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"" + file + "\"");
        assertThat(board.get(query).headers().firstValue("Content-Disposition")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/*|application/json",
        "application/*|application/json",
        "text/*|text/csv",
        "text/csv;q=0.5, application/json;q=0.4|text/csv",
        "text/csv;q=0.4, application/json;q=0.5|application/json",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|application/json"
    })
    void givesWhatIsAcceptedMost(String accept, String type) {
        assertThat(board.get("/v1/counts", "Accept", accept).headers().firstValue("Content-Type").orElseThrow())
                .startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/html", "application/xml;q=0.9", "nonsense", "text/csv;q=7", "/", "application/"})
    void refusesToGiveWhatItHasNot(String accept) {
        assertProblem(board.get("/v1/counts", "Accept", accept), 406, "Accept: " + accept + " (expected: application/json or text/csv)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/v1/counts?form=2026-11-01|form: unknown parameter (expected: one of after, area, by, from, to, wait)",
        "/v1/counts?from=yesterday|from: yesterday (expected: a date as 2026-11-23)",
        "/v1/persons?window=month&of=2026|of: 2026 (expected: a month as 2026-11, since window is month)",
        "/v1/persons?by=period|by: period (expected: any of district,subdistrict,point, each at most once, with commas between)",
        "/v1/outstanding?by=point|by: unknown parameter (expected: one of after, area, date, wait)",
        "/v1/outstanding?after=1|after: 1 (expected: partition:position as ingest answered it, as 3:18841)",
        "/v1/curve?wait=PT31S|wait: PT31S (expected: an ISO 8601 duration from PT0S to PT30S, as PT5S)",
        "/v1/day?after=1:1|after: unknown parameter (expected: one of date)",
        "/v1/board?x=1|x: unknown parameter (expected: no parameters)",
        "/v1/live?date=2026-11-23|date: unknown parameter (expected: no parameters)"
    })
    void saysWhichParameterIsWrongAndWhatWasExpected(String query, String detail) {
        HttpResponse<String> answer = board.get(query);

        assertProblem(answer, 400, detail);
        assertThat(answer.body()).contains("\"parameter\":\"" + detail.substring(0, detail.indexOf(':')) + "\"");
        assertProblem(board.get(query, "Accept", query.contains("live") ? "text/event-stream" : "text/csv"),
                query.contains("/day") || query.contains("/board") ? 406 : 400, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "/v1/", "/v2/counts", "/v1/counts/", "/v1/counts.csv", "/actuator/prometheus", "/error", "/js/", "/x"})
    void answersUnknownPathsWithAProblem(String path) {
        assertProblem(board.get(path), 404, "path: " + path + " (expected: /v1/counts, /v1/persons, /v1/outstanding, /v1/curve,"
                + " /v1/day, /v1/live or / for the live page)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "BREW"})
    void answersOtherMethodsWithAProblem(String method) {
        for (String path : List.of("/v1/counts", "/v1/live", "/")) {
            HttpResponse<String> answer = board.send(RunningBoard.request(board.uri(path), "Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                    .build());

            assertThat(answer.statusCode()).as(path).isIn(405, 501);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void answersHeadAndOptions() {
        HttpResponse<String> head = board.send(
                RunningBoard.request(board.uri("/v1/counts")).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
        HttpResponse<String> options = board.send(
                RunningBoard.request(board.uri("/v1/counts")).method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("X-Positions")).contains("0:15");
        assertThat(head.body()).isEmpty();
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.headers().firstValue("Allow").orElseThrow()).contains("GET");
    }

    @Test
    void asksToComeAgainWhileTheStoreIsAway() {
        board.store().away();

        for (String query : List.of("/v1/counts", "/v1/persons", "/v1/outstanding", "/v1/curve", "/v1/day", "/v1/counts?after=0:1")) {
            HttpResponse<String> answer = board.get(query);
            assertProblem(answer, 503, "the counts cannot be read now (expected: soon again; ask again)");
            assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        }
        assertThat(board.get("/v1/board").statusCode()).isEqualTo(200);

        board.store().to(board.city().store());
        assertThat(board.get("/v1/counts").statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhenMoreIsAskedThanOneReadingAllows() {
        board.store().failing(new TooMuchAskedException("reading: 20001 hashes (expected: at most 20000)"));

        assertProblem(board.get("/v1/counts"), 422, "reading: 20001 hashes (expected: at most 20000)");
    }

    @Test
    void tellsTheCallerNothingOfWhatIsWrongInside() {
        board.store().failing(new StoreDamagedException("{330100}:day:20261123:330106: secret inner matters"));

        HttpResponse<String> answer = board.get("/v1/counts");

        assertProblem(answer, 500, "the request could not be answered; the board's log says why");
        assertThat(answer.body()).doesNotContain("secret");
    }

    static void assertProblem(HttpResponse<String> answer, int status, @Nullable String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        JsonNode problem = new JsonMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        if (detail != null) {
            assertThat(problem.get("detail").asString()).isEqualTo(detail);
        }
    }

    private static List<List<String>> lines(String csv) throws Exception {
        List<List<String>> lines = new ArrayList<>();
        try (MappingIterator<String[]> read = CsvMapper.shared()
                .readerFor(String[].class)
                .with(CsvReadFeature.WRAP_AS_ARRAY)
                .readValues(csv)) {
            while (read.hasNext()) {
                lines.add(List.of(read.next()));
            }
        }
        return lines;
    }
}
