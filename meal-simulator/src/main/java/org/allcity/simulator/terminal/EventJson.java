package org.allcity.simulator.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.day.Capture;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.FactKind;
import org.allcity.simulator.day.Flaw;
import org.allcity.simulator.day.PlannedEvent;
import org.allcity.simulator.day.ServiceMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events as terminals write them: makes differ in which optional fields they send and how. All of it follows from
 * the fact, so that an event sent again has the same bytes.
 */
final class EventJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);
    private static final int FUTURE_YEARS = 5;

    private EventJson() {
    }

    static Body body(List<PlannedEvent> events, Body.Form form, boolean gzip) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 * events.size());
        try (var out = gzip ? new GZIPOutputStream(bytes) : bytes) {
            switch (form) {
                case SINGLE -> out.write(json(events.get(0)));
                case NDJSON -> {
                    for (PlannedEvent event : events) {
                        out.write(json(event));
                        out.write('\n');
                    }
                }
                case ARRAY -> {
                    byte separator = '[';
                    for (PlannedEvent event : events) {
                        out.write(separator);
                        out.write(json(event));
                        separator = ',';
                    }
                    out.write(']');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Body(bytes.toByteArray(), form, gzip);
    }

    static byte[] json(PlannedEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, event.fact(), event.flaw());
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Fact fact, @Nullable Flaw flaw) {
        long habit = fact.eventId().getLeastSignificantBits();
        json.writeStartObject();
        json.writeStringProperty("eventId", fact.eventId().toString());
        json.writeStringProperty("orderId", flaw == Flaw.NOT_A_UUID ? "order-17" : fact.orderId().toString());
        json.writeStringProperty("fact", flaw == Flaw.UNKNOWN_FACT ? "EATEN" : fact.kind().name());
        json.writeStringProperty("occurredAt", occurredAt(fact.occurredAt(), flaw == Flaw.IN_FUTURE, oneIn(8, habit)));
        if (!(oneIn(4, habit >>> 3) && fact.serviceDate().equals(shanghaiDate(fact.occurredAt())))) {
            json.writeStringProperty("serviceDate", fact.serviceDate().toString());
        }
        if (flaw != Flaw.NO_PERIOD) {
            json.writeStringProperty("period", flaw == Flaw.UNKNOWN_PERIOD ? "BRUNCH" : fact.period().name());
        }
        json.writeStringProperty("mode", fact.mode().name());
        if (flaw == Flaw.NO_SERVINGS) {
            json.writeNumberProperty("servings", 0);
        } else if (fact.servings() != 1 || !oneIn(4, habit >>> 5)) {
            json.writeNumberProperty("servings", fact.servings());
        }
        Diner diner = fact.diner();
        if (diner != null) {
            writeDiner(json, diner, fact, habit);
        }
        boolean senior = fact.group().senior();
        json.writeNumberProperty("priceFen", senior ? 1500 : 2000);
        json.writeNumberProperty("subsidyFen", senior ? 300 : 0);
        if (fact.kind() == FactKind.CANCELLED) {
            json.writeStringProperty("reason", "DINER_ASKED");
        } else if (fact.kind() == FactKind.VOIDED) {
            json.writeStringProperty("reason", "WRONG_DINER");
        }
        if (fact.capture() != Capture.LIVE || !oneIn(2, habit >>> 7)) {
            json.writeStringProperty("capture", fact.capture().name());
        }
        if (oneIn(16, habit >>> 8)) {
            json.writeNumberProperty("till", 3);
        }
        json.writeEndObject();
    }

    private static void writeDiner(JsonGenerator json, Diner diner, Fact fact, long habit) {
        json.writeName("diner");
        json.writeStartObject();
        json.writeStringProperty("citizenId", diner.citizenId());
        json.writeStringProperty("group", fact.group().name());
        String homeDistrict = diner.homeDistrict();
        if (homeDistrict != null) {
            json.writeStringProperty("homeDistrict", homeDistrict);
        }
        json.writeStringProperty("verifiedBy", fact.mode() == ServiceMode.HOME_DELIVERY ? "OPERATOR"
                : oneIn(4, habit >>> 12) ? "FACE" : oneIn(8, habit >>> 14) ? "CODE" : "CARD");
        json.writeEndObject();
    }

    private static boolean oneIn(int powerOfTwo, long bits) {
        return (bits & (powerOfTwo - 1)) == 0;
    }

    private static LocalDate shanghaiDate(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), City.ZONE);
    }

    private static String occurredAt(long millis, boolean future, boolean utc) {
        OffsetDateTime time = Instant.ofEpochMilli(millis).atOffset(utc ? ZoneOffset.UTC : SHANGHAI);
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(future ? time.plusYears(FUTURE_YEARS) : time);
    }

    /** A request body and how it is written. */
    record Body(byte[] bytes, Form form, boolean gzip) {

        enum Form { SINGLE, ARRAY, NDJSON }

        String contentType() {
            return form == Form.NDJSON ? "application/x-ndjson" : "application/json";
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
