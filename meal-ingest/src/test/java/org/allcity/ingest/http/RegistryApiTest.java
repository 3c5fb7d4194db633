package org.allcity.ingest.http;

import static org.allcity.ingest.RunningIngest.json;
import static org.allcity.ingest.http.EventsApiTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allcity.ingest.InMemoryRegistry;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryApiTest {

    private static final String POINT = "{\"name\": \"翠苑\", \"district\": \"330106\", \"subdistrict\": \"330106003\"}";

    private static RunningIngest ingest;
    private static InMemoryRegistry registry;

    @BeforeAll
    static void start() {
        ingest = FakeIngest.start();
        registry = ingest.bean(InMemoryRegistry.class);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @BeforeEach
    void reset() {
        registry.caughtUp = true;
        registry.failure = null;
    }

    @Test
    void registersAPointAndUpdatesIt() throws Exception {
        HttpResponse<String> created = ingest.put("/v1/points/330106-0042", """
                {"name": " 翠苑 ", "district": "330106", "subdistrict": "330106003", "windows": {"LUNCH": "10:30-13:30", "BREAKFAST": null},
                 "latitude": 30.28, "longitude": 120.12, "somethingElse": 1}""");
        HttpResponse<String> updated = ingest.put("/v1/points/330106-0042", POINT);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.body()).isEqualTo("{\"pointId\":\"330106-0042\",\"name\":\"翠苑\",\"district\":\"330106\","
                + "\"subdistrict\":\"330106003\",\"windows\":{\"LUNCH\":\"10:30-13:30\"},\"latitude\":30.28,\"longitude\":120.12}");
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(ingest.send(ingest.admin("/v1/points/330106-0042")).body()).isEqualTo(updated.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "330106-0001 | {'district': '330106', 'subdistrict': '330106003'} | name: missing",
        "330106-0001 | {'name': ' ', 'district': '330106', 'subdistrict': '330106003'} | name: ",
        "330106-0001 | {'name': 7, 'district': '330106', 'subdistrict': '330106003'} | name: 7",
        "330106-0001 | {'name': 'a\\u0000', 'district': '330106', 'subdistrict': '330106003'} | name: a?",
        "330106-0001 | {'name': '\\ud800', 'district': '330106', 'subdistrict': '330106003'} | name: ?",
        "330106-0001 | {'name': 'a', 'district': '330206', 'subdistrict': '330206003'} | district: 330206",
        "330106-0001 | {'name': 'a', 'district': '330105', 'subdistrict': '330105003'} | pointId: 330106-0001",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330105003'} | subdistrict: ",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106'} | subdistrict: 330106",
        "330106-001  | {'name': 'a', 'district': '330106', 'subdistrict': '330106003'} | pointId: 330106-001",
        "330106-0001 | {'pointId': '330106-0002', 'name': 'a', 'district': '330106', 'subdistrict': '330106003'} | pointId: differs",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106003', 'windows': []} | windows: a JSON array",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106003', 'windows': {'LUNCH': '13:00-12:00'}} | windows.LUNCH: 13:00-12:00",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106003', 'windows': {'LUNCH': '11:00-25:00'}} | windows.LUNCH: 11:00-25:00",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106003', 'latitude': 90.1} | latitude: 90.1",
        "330106-0001 | {'name': 'a', 'district': '330106', 'subdistrict': '330106003', 'longitude': 'x'} | longitude: x",
    })
    void refusesAPointThatCannotBe(String pointId, String body, String detail) throws Exception {
        HttpResponse<String> answer = ingest.put("/v1/points/" + pointId, body.replace('\'', '"'));

        assertProblem(answer, 422, "invalid");
        assertThat(json(answer).get("detail").stringValue()).startsWith(detail);
    }

    @Test
    void refusesToMoveAPointToAnotherSubdistrict() throws Exception {
        ingest.put("/v1/points/330106-0077", POINT);

        HttpResponse<String> moved = ingest.put("/v1/points/330106-0077", POINT.replace("330106003", "330106004"));
        HttpResponse<String> movedByCsv = ingest.send(ingest.admin("/v1/points")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("""
                        pointId,name,district,subdistrict
                        330106-0078,新,330106,330106003
                        330106-0077,翠苑,330106,330106004
                        """)));

        assertProblem(moved, 422, "invalid");
        assertThat(json(moved).get("detail").stringValue()).contains("expected: 330106003");
        assertProblem(movedByCsv, 422, "invalid");
        assertThat(json(movedByCsv).get("errors").get(0).get("row").intValue()).isEqualTo(2);
        assertThat(ingest.send(ingest.admin("/v1/points/330106-0078")).statusCode()).isEqualTo(404);
    }

    @Test
    void takesANameOfAHundredCharactersAndNotOneMore() throws Exception {
        assertThat(ingest.put("/v1/points/330106-0007", POINT.replace("翠苑", "点".repeat(100))).statusCode()).isEqualTo(201);
        assertProblem(ingest.put("/v1/points/330106-0001", POINT.replace("翠苑", "点".repeat(101))), 422, "invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[]", "7", "null"})
    void refusesABodyThatIsNoJsonObject(String body) throws Exception {
        assertProblem(ingest.put("/v1/points/330106-0001", body), 400, "not-json");
        assertProblem(ingest.put("/v1/terminals/T-1", body), 400, "not-json");
    }

    @Test
    void showsPointsInOrder() throws Exception {
        ingest.put("/v1/points/330106-0009", POINT);
        ingest.put("/v1/points/330106-0003", POINT);

        HttpResponse<String> answer = ingest.send(ingest.admin("/v1/points"));

        assertThat(json(answer).valueStream().map(point -> point.get("pointId").stringValue()).toList())
                .contains("330106-0003", "330106-0009").isSorted();
    }

    @Test
    void answersNotFoundForAPointThatIsNotRegistered() throws Exception {
        assertProblem(ingest.send(ingest.admin("/v1/points/330106-9999")), 404, "not-found");
    }

    @Test
    void answersNotAcceptableWhereJsonIsNotWanted() throws Exception {
        assertProblem(ingest.send(ingest.admin("/v1/points").header("Accept", "text/html")), 406, "not-acceptable");
        assertProblem(ingest.send(ingest.admin("/v1/points").header("Accept", "///;q=x")), 406, "not-acceptable");
    }

    @Test
    void registersPointsFromCsv() throws Exception {
        HttpResponse<String> answer = csv("\uFEFFname,pointId,district,subdistrict,lunch,latitude,note\r\n"
                + "\"翠苑, 一区\",330106-0101,330106,330106003,10:30-13:30,30.28,x\r\n\r\n"
                + "文新,330106-0102,330106,330106004,,,\r\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"stored\":2}");
        assertThat(registry.point("330106-0101").orElseThrow().name()).isEqualTo("翠苑, 一区");
        assertThat(registry.point("330106-0101").orElseThrow().windows()).hasToString("{LUNCH=10:30-13:30}");
        assertThat(registry.point("330106-0102").orElseThrow().latitude()).isNull();
    }

    @Test
    void registersNoneOfAFileWithABadRow() throws Exception {
        HttpResponse<String> answer = csv("pointId,name,district,subdistrict,latitude\n330106-0201,a,330106,330106003,1\n"
                + "330106-0202,,330106,330106003\n330106-0201,a,330106,330106003,1\n330106-0203,a,330106,330106003,north\nx\n");

        assertProblem(answer, 422, "invalid");
        assertThat(json(answer).get("errors").toString()).isEqualTo(
                "[{\"row\":2,\"detail\":\"name: missing (expected: 1 to 100 characters, no control characters)\"},"
                + "{\"row\":3,\"detail\":\"pointId: 330106-0201 (expected: once; row 1 has it too)\"},"
                + "{\"row\":4,\"detail\":\"latitude: north (expected: a number, -90.0 to 90.0)\"},"
                + "{\"row\":5,\"detail\":\"pointId: x (expected: 6 digits, a hyphen and 4 digits, as 330106-0042)\"}]");
        assertThat(registry.point("330106-0201")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "pointId,name,district\n", "a;b\n", "pointId,name,district,subdistrict\n\"330106-0301,a,330106,330106003\n"})
    void refusesWhatIsNotCsvWithAHeader(String body) throws Exception {
        assertProblem(csv(body), 400, "not-csv");
    }

    @Test
    void refusesCsvThatIsNotUtf8() throws Exception {
        byte[] gbk = "pointId,name,district,subdistrict\n330106-0301,翠苑,330106,330106003\n".getBytes(Charset.forName("GBK"));

        assertProblem(ingest.send(ingest.admin("/v1/points").header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(gbk))),
                400, "not-csv");
    }

    @Test
    void takesTenThousandRowsAndNotOneMore() throws Exception {
        assertThat(csv(rows(PointCsv.ROWS_MAX)).body()).isEqualTo("{\"stored\":10000}");
        assertProblem(csv(rows(PointCsv.ROWS_MAX + 1)), 413, "too-large");
    }

    @Test
    void refusesAFileOfMoreThanFourMebibytes() throws Exception {
        assertProblem(csv("x".repeat(PointsController.CSV_BYTES_MAX + 1)), 413, "too-large");
    }

    @Test
    void refusesAFileOfAnotherType() throws Exception {
        assertProblem(ingest.send(ingest.admin("/v1/points").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("[]"))), 415, "wrong-type");
    }

    @Test
    void handsOutATokenAndAnotherOneWhenAskedAgain() throws Exception {
        ingest.put("/v1/points/330106-0001", POINT);

        HttpResponse<String> first = ingest.put("/v1/terminals/T_1.a-9", "{\"pointId\": \"330106-0001\"}");
        HttpResponse<String> second = ingest.put("/v1/terminals/T_1.a-9", "{\"pointId\": \"330106-0001\"}");

        assertThat(List.of(first.statusCode(), second.statusCode())).containsExactly(201, 200);
        assertThat(json(first).get("token").stringValue()).isNotEqualTo(json(second).get("token").stringValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "T-1 | {} | pointId: missing",
        "T-1 | {'pointId': 7} | pointId: missing or not one",
        "T-1 | {'pointId': '330106-9999'} | pointId: 330106-9999 is not registered",
        "T%201 | {'pointId': '330106-0001'} | terminalId: ",
        "%E7%BB%88 | {'pointId': '330106-0001'} | terminalId: ",
    })
    void refusesATerminalThatCannotBe(String terminalId, String body, String detail) throws Exception {
        HttpResponse<String> answer = ingest.put("/v1/terminals/" + terminalId, body.replace('\'', '"'));

        assertProblem(answer, 422, "invalid");
        assertThat(json(answer).get("detail").stringValue()).startsWith(detail);
    }

    @Test
    void takesATerminalIdOf64CharactersAndNotOneMore() throws Exception {
        ingest.put("/v1/points/330106-0001", POINT);

        assertThat(ingest.put("/v1/terminals/" + "a".repeat(64), "{\"pointId\": \"330106-0001\"}").statusCode()).isEqualTo(201);
        assertProblem(ingest.put("/v1/terminals/" + "a".repeat(65), "{\"pointId\": \"330106-0001\"}"), 422, "invalid");
    }

    @Test
    void removesATerminalOnce() throws Exception {
        String token = ingest.registerTerminal("T-gone", "330106-0001");

        HttpResponse<String> removed = ingest.send(ingest.admin("/v1/terminals/T-gone").DELETE());

        assertThat(removed.statusCode()).isEqualTo(204);
        assertThat(removed.body()).isEmpty();
        assertProblem(ingest.postEvents(token, "{}"), 401, "unauthorized");
        assertProblem(ingest.send(ingest.admin("/v1/terminals/T-gone").DELETE()), 404, "not-found");
    }

    @Test
    void answersAdministratorsOnly() throws Exception {
        String terminalToken = ingest.registerTerminal("T-2", "330106-0001");
        for (String authorization : List.of("Bearer " + terminalToken, "Bearer x", "Bearer " + RunningIngest.ADMIN_TOKEN + "x", "x")) {
            List<Supplier<HttpRequest.Builder>> requests = List.of(
                    () -> ingest.request("/v1/points"),
                    () -> ingest.request("/v1/points/330106-0001"),
                    () -> ingest.request("/v1/points").POST(BodyPublishers.ofString("")),
                    () -> ingest.request("/v1/points/330106-0001").PUT(BodyPublishers.ofString(POINT)),
                    () -> ingest.request("/v1/terminals/T-2").PUT(BodyPublishers.ofString("{}")),
                    () -> ingest.request("/v1/terminals/T-2").DELETE());
            for (Supplier<HttpRequest.Builder> request : requests) {
                assertProblem(ingest.send(request.get().header("Authorization", authorization)), 401, "unauthorized");
                assertProblem(ingest.send(request.get()), 401, "unauthorized");
            }
        }
    }

    @Test
    void saysSendAgainWhenARegistrationIsNotConfirmed() throws Exception {
        registry.failure = new NotStoredException(NotStoredException.Reason.NO_ACK, "no", null);

        HttpResponse<String> answer = ingest.put("/v1/points/330106-0001", POINT);

        assertProblem(answer, 503, "not-stored");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void saysSendAgainUntilTheRegistryIsRead() throws Exception {
        registry.caughtUp = false;

        assertProblem(ingest.send(ingest.admin("/v1/points")), 503, "not-ready");
        assertProblem(ingest.put("/v1/points/330106-0001", POINT), 503, "not-ready");
    }

    private static HttpResponse<String> csv(String body) throws Exception {
        return ingest.send(ingest.admin("/v1/points").header("Content-Type", "text/csv").POST(BodyPublishers.ofString(body)));
    }

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "3301%02d-%04d,a,3301%02d,3301%02d003".formatted(10 + i / 10_000, i % 10_000, 10 + i / 10_000, 10 + i / 10_000))
                .collect(Collectors.joining("\n", "pointId,name,district,subdistrict\n", ""));
    }
}
