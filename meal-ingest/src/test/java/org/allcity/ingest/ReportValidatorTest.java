package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReportValidatorTest {

    // 23 November 2026, 12:00 in Shanghai.
    private static final Instant NOW = Instant.parse("2026-11-23T04:00:00.123456Z");
    private static final String EVENT_ID = "0193A1F2-0000-7000-8000-000000000001";
    private static final String ORDER_ID = "0193a1f2-0000-7000-8000-000000000002";
    private static final JsonMapper JSON = new JsonMapper();

    private final Pseudonyms pseudonyms = new Pseudonyms("key".getBytes(StandardCharsets.UTF_8));
    private final ReportValidator validator = new ReportValidator(pseudonyms);

    @Test
    void readsAllThatAnEventSays() {
        ServiceReport report = accepted("""
                {"fact": "VOIDED", "occurredAt": "2026-11-23T11:42:07.1239+08:00", "serviceDate": "2026-11-22", "period": "DINNER",
                 "mode": "HOME_DELIVERY", "servings": 2,
                 "diner": {"citizenId": "\\t33010619450101123x ", "group": "AGE_90_PLUS", "homeDistrict": "330102", "verifiedBy": "FACE"},
                 "priceFen": 1500, "subsidyFen": 0, "reason": "MISTAKE", "capture": "PAPER", "somethingElse": {"a": [1]}}""");

        assertThat(report).isEqualTo(new ServiceReport(UUID.fromString(EVENT_ID), UUID.fromString(ORDER_ID), Kind.VOIDED,
                Instant.parse("2026-11-23T03:42:07.123Z"), Instant.parse("2026-11-23T04:00:00.123Z"), LocalDate.of(2026, 11, 22),
                Period.DINNER, Mode.HOME_DELIVERY, 2, pseudonyms.of("33010619450101123X"), Group.AGE_90_PLUS, "330102",
                VerifiedBy.FACE, 1500, 0, "MISTAKE", Capture.PAPER));
    }

    @Test
    void fillsInWhatAnEventLeavesOut() {
        ServiceReport report = accepted("{}");

        assertThat(report.servings()).isEqualTo(1);
        assertThat(report.capture()).isEqualTo(Capture.LIVE);
        assertThat(report.serviceDate()).isEqualTo(LocalDate.of(2026, 11, 23));
        assertThat(report.group()).isEqualTo(Group.UNREGISTERED);
        assertThat(report.diner()).isEqualTo(DinerKey.unregistered(UUID.fromString(ORDER_ID)));
        assertThat(report.reason()).isNull();
    }

    @Test
    void takesNullForAbsent() {
        ServiceReport report = accepted("""
                {"serviceDate": null, "servings": null, "diner": null, "priceFen": null, "subsidyFen": null, "reason": null, "capture": null}""");

        assertThat(report).isEqualTo(accepted("{}"));
    }

    @Test
    void takesTheServiceDayFromShanghaiAndNotFromUtc() {
        // 06:30 in Shanghai is 22:30 UTC of the day before.
        assertThat(accepted("{\"occurredAt\": \"2026-11-22T22:30:00Z\"}").serviceDate()).isEqualTo(LocalDate.of(2026, 11, 23));
        assertThat(accepted("{\"occurredAt\": \"2026-11-22T15:59:59Z\"}").serviceDate()).isEqualTo(LocalDate.of(2026, 11, 22));
    }

    @Test
    void repeatsTheEventIdAsTheTerminalWroteIt() {
        assertThat(judge("{}").eventId()).isEqualTo(EVENT_ID);
        assertThat(judge("{\"fact\": 7}").eventId()).isEqualTo(EVENT_ID);
        assertThat(judge("{\"eventId\": \"" + EVENT_ID + "0\"}").eventId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventId", "orderId", "fact", "occurredAt", "period", "mode"})
    void rejectsAnEventWithoutARequiredField(String field) {
        ObjectNode event = event("{}");
        event.remove(field);
        assertRejected(judge(event, NOW), "MISSING_FIELD", field + ": missing (expected: ");
        event.putNull(field);
        assertRejected(judge(event, NOW), "MISSING_FIELD", field + ": missing (expected: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'eventId': '0193a1f200007000800000000000000001'} | eventId: 0193a1f########",
        "{'eventId': '{0193a1f2-0000-7000-8000-000000000001}'} | eventId: {0193a1f2",
        "{'eventId': '1-1-1-1-1'} | eventId: 1-1-1-1-1",
        "{'orderId': 7} | orderId: 7 (expected: a UUID of 36 characters)",
        "{'fact': 'served'} | fact: served (expected: PLACED, CANCELLED, SERVED, VOIDED)",
        "{'fact': []} | fact: a JSON array",
        "{'period': 'TEA'} | period: TEA",
        "{'mode': ''} | mode: \"\"",
        "{'occurredAt': '2026-11-23T11:42:07'} | occurredAt: 2026-11-23T11:42:07",
        "{'occurredAt': '2026-11-23'} | occurredAt: 2026-11-23",
        "{'occurredAt': '2026-02-30T00:00:00Z'} | occurredAt: 2026-02-30T00:00:00Z",
        "{'occurredAt': 1795406527} | occurredAt: ########",
        "{'serviceDate': '2026-11-31'} | serviceDate: 2026-11-31",
        "{'serviceDate': '20261123'} | serviceDate: ########",
        "{'servings': 0} | servings: 0 (expected: a whole number, 1 to 20)",
        "{'servings': 21} | servings: 21",
        "{'servings': 1.5} | servings: 1.5",
        "{'servings': '1'} | servings: 1",
        "{'servings': 99999999999} | servings: ########",
        "{'priceFen': -1} | priceFen: -1",
        "{'priceFen': 1000001} | priceFen: 1000001",
        "{'subsidyFen': 1000001} | subsidyFen: 1000001",
        "{'subsidyFen': true} | subsidyFen: true",
        "{'capture': 'NEVER'} | capture: NEVER",
        "{'diner': 'x'} | diner: not shown",
        "{'diner': []} | diner: not shown",
        "{'diner': {'citizenId': '123', 'group': 'STAFF'}} | diner.citizenId: not shown",
        "{'diner': {'citizenId': '12 34', 'group': 'STAFF'}} | diner.citizenId: not shown",
        "{'diner': {'citizenId': 12345678, 'group': 'STAFF'}} | diner.citizenId: not shown",
        "{'diner': {'citizenId': '１２３４', 'group': 'STAFF'}} | diner.citizenId: not shown",
        "{'diner': {'citizenId': '1234', 'group': 'UNREGISTERED'}} | diner.group: UNREGISTERED",
        "{'diner': {'citizenId': '1234', 'group': 'OLD'}} | diner.group: OLD",
        "{'diner': {'citizenId': '1234', 'group': 'STAFF', 'homeDistrict': '33010'}} | diner.homeDistrict: 33010",
        "{'diner': {'citizenId': '1234', 'group': 'STAFF', 'verifiedBy': 'EYE'}} | diner.verifiedBy: EYE",
        "{'fact': 'VOIDED', 'reason': '  '} | reason: not shown",
        "{'fact': 'VOIDED', 'reason': 7} | reason: not shown",
        "{'fact': 'a\\u0000\\ud800\\u4e2d'} | fact: a???",
    })
    void rejectsAFieldThatCannotBe(String changes, String detail) {
        assertRejected(judge(changes.replace('\'', '"')), "INVALID_FIELD", detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'diner': {'group': 'STAFF'}} | diner.citizenId: missing",
        "{'diner': {'citizenId': '1234'}} | diner.group: missing",
        "{'fact': 'VOIDED'} | reason: missing",
        "{'fact': 'CANCELLED', 'reason': null} | reason: missing",
    })
    void rejectsWhatIsRequiredOnlySometimes(String changes, String detail) {
        assertRejected(judge(changes.replace('\'', '"')), "MISSING_FIELD", detail);
    }

    @ParameterizedTest
    @CsvSource({"servings, 1", "servings, 20", "priceFen, 0", "priceFen, 1000000", "subsidyFen, 0", "subsidyFen, 1000000"})
    void takesNumbersAtTheirLimits(String field, int value) {
        accepted("{\"" + field + "\": " + value + "}");
    }

    @Test
    void takesCitizenIdsOf4To64CharactersAndNoOthers() {
        accepted(diner("a-_9"));
        accepted(diner("x".repeat(64)));
        assertRejected(judge(diner("abc")), "INVALID_FIELD", "diner.citizenId: not shown");
        assertRejected(judge(diner("x".repeat(65))), "INVALID_FIELD", "diner.citizenId: not shown");
    }

    @Test
    void knowsADinerHoweverTheCitizenIdIsWritten() {
        assertThat(accepted(diner(" 33010619450101123x")).diner()).isEqualTo(accepted(diner("33010619450101123X\\n")).diner());
        assertThat(accepted(diner("330106194501011230")).diner()).isNotEqualTo(accepted(diner("33010619450101123X")).diner());
    }

    @Test
    void takesAClockUpToFiveMinutesAhead() {
        // The time of receipt is taken to the millisecond.
        accepted("{\"occurredAt\": \"2026-11-23T12:05:00.123+08:00\"}");
        assertRejected(judge("{\"occurredAt\": \"2026-11-23T12:05:00.124+08:00\"}"), "OCCURRED_IN_FUTURE",
                "occurredAt: 2026-11-23T12:05:00.124+08:00 (expected: no later than now + PT5M)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59.999999999-18:00", "9999-12-31T23:59:59Z"})
    void rejectsTheFarFuture(String occurredAt) {
        assertRejected(judge("{\"occurredAt\": \"" + occurredAt + "\"}"), "OCCURRED_IN_FUTURE", "occurredAt: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-999999999-01-01T00:00:00+18:00", "-0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-09-24T03:59:59Z"})
    void rejectsTheFarPast(String occurredAt) {
        assertRejected(judge("{\"occurredAt\": \"" + occurredAt + "\"}"), "TOO_LATE", "occurredAt: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLACED", "CANCELLED", "SERVED", "VOIDED"})
    void takesCorrectionsFor45Days(String fact) {
        accepted(on(fact, "2026-10-09T12:00:00+08:00", "2026-10-09"));
        assertRejected(judge(on(fact, "2026-10-09T12:00:00+08:00", "2026-10-08")), "TOO_LATE",
                "serviceDate: 2026-10-08 (expected: 2026-10-09 or later");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLACED", "CANCELLED"})
    void takesOrders14DaysAhead(String fact) {
        accepted(on(fact, "2026-11-23T11:00:00+08:00", "2026-12-07"));
        assertRejected(judge(on(fact, "2026-11-23T11:00:00+08:00", "2026-12-08")), "TOO_FAR_AHEAD",
                "serviceDate: 2026-12-08 (expected: 2026-12-07 or earlier");
        // Of an event reported late, counted from when it occurred.
        accepted(on(fact, "2026-11-20T11:00:00+08:00", "2026-12-04"));
        assertRejected(judge(on(fact, "2026-11-20T11:00:00+08:00", "2026-12-05")), "TOO_FAR_AHEAD", "serviceDate: 2026-12-05");
    }

    @Test
    void countsTheDaysAheadFromReceiptWhenTheTerminalsClockIsADayAhead() {
        Instant justBeforeMidnight = Instant.parse("2026-11-23T15:58:00Z");
        ObjectNode event = event(on("PLACED", "2026-11-24T00:01:00+08:00", "2026-12-08"));

        assertRejected(judge(event, justBeforeMidnight), "TOO_FAR_AHEAD", "serviceDate: 2026-12-08 (expected: 2026-12-07");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SERVED", "VOIDED"})
    void takesNoServiceBeforeItsDay(String fact) {
        accepted(on(fact, "2026-11-23T11:00:00+08:00", "2026-11-23"));
        assertRejected(judge(on(fact, "2026-11-23T11:00:00+08:00", "2026-11-24")), "SERVICE_DATE_AFTER_OCCURRENCE",
                "serviceDate: 2026-11-24 (expected: " + fact + " no later than its own day, 2026-11-23 in Asia/Shanghai)");
    }

    @ParameterizedTest
    @CsvSource({"MISTAKE, MISTAKE", "NO_SHOW_2, NO_SHOW_2", "Zhang San, OTHER", "张三, OTHER", "lower, OTHER", "2ND, OTHER"})
    void storesOnlyReasonsThatAreCodes(String given, String stored) {
        assertThat(accepted("{\"fact\": \"VOIDED\", \"reason\": \"" + given + "\"}").reason()).isEqualTo(stored);
    }

    @Test
    void takesReasonsOf200CharactersAndCodesOf40() {
        assertThat(accepted("{\"fact\": \"VOIDED\", \"reason\": \"" + "A".repeat(40) + "\"}").reason()).isEqualTo("A".repeat(40));
        assertThat(accepted("{\"fact\": \"VOIDED\", \"reason\": \"" + "A".repeat(41) + "\"}").reason()).isEqualTo("OTHER");
        assertThat(accepted("{\"fact\": \"VOIDED\", \"reason\": \"" + "A".repeat(200) + "\"}").reason()).isEqualTo("OTHER");
        assertRejected(judge("{\"fact\": \"VOIDED\", \"reason\": \"" + "A".repeat(201) + "\"}"), "INVALID_FIELD", "reason: not shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"x\"", "null", "[]", "true"})
    void rejectsWhatIsNoObject(String event) {
        assertRejected(judge(JSON.readTree(event), NOW), "NOT_AN_OBJECT", "event: a JSON ");
    }

    @Test
    void cutsWhatItShows() {
        Verdict.Rejected rejected = (Verdict.Rejected) judge("{\"fact\": \"" + "A".repeat(100_000) + "\"}");

        assertThat(rejected.detail()).hasSizeLessThan(150).startsWith("fact: " + "A".repeat(40) + "... (expected: ");
    }

    private static String on(String fact, String occurredAt, String serviceDate) {
        return """
                {"fact": "%s", "occurredAt": "%s", "serviceDate": "%s", "reason": "X"}""".formatted(fact, occurredAt, serviceDate);
    }

    private static String diner(String citizenId) {
        return "{\"diner\": {\"citizenId\": \"" + citizenId + "\", \"group\": \"STAFF\"}}";
    }

    private ServiceReport accepted(String changes) {
        Verdict verdict = judge(changes);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).report();
    }

    private Verdict judge(String changes) {
        return judge(event(changes), NOW);
    }

    private Verdict judge(JsonNode event, Instant receivedAt) {
        try (JsonParser parser = event.traverse(ObjectReadContext.empty())) {
            parser.nextToken();
            return validator.receive(receivedAt).judge(parser);
        }
    }

    /** A good event, with these fields changed or added. */
    private static ObjectNode event(String changes) {
        ObjectNode event = (ObjectNode) JSON.readTree("""
                {"eventId": "%s", "orderId": "%s", "fact": "SERVED", "occurredAt": "2026-11-23T11:42:07+08:00", "period": "LUNCH",
                 "mode": "DINE_IN"}""".formatted(EVENT_ID, ORDER_ID));
        JsonNode changed = JSON.readTree(changes);
        changed.properties().forEach(field -> event.set(field.getKey(), field.getValue()));
        return event;
    }

    private static void assertRejected(Verdict verdict, String code, String detail) {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        assertThat(((Verdict.Rejected) verdict).code()).isEqualTo(code);
        assertThat(((Verdict.Rejected) verdict).detail()).startsWith(detail).contains("(expected: ");
    }
}
