package org.allcity.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.allcity.ingest.EventFields.EventId;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The events of one request, all received at one time: reads and judges each where it lies. For one thread. */
public final class Reception {

    static final ZoneId SERVICE_ZONE = ZoneId.of("Asia/Shanghai");
    /** A terminal's clock may be this much ahead of ours. */
    static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);
    /** A service day's figures can be corrected for this long after it. */
    static final int CORRECTION_WINDOW_DAYS = 45;
    static final int DAYS_AHEAD_MAX = 14;

    // Nothing older can have a service date within the window, and no date arithmetic below can overflow.
    private static final Duration OCCURRED_AGE_MAX = Duration.ofDays(CORRECTION_WINDOW_DAYS + DAYS_AHEAD_MAX + 1L);

    private final Instant receivedAt;
    private final Instant occurredAtLeast;
    private final Instant occurredAtMost;
    private final LocalDate receivedOn;
    private final LocalDate serviceDateLeast;
    private final EventFields event;

    Reception(Pseudonyms pseudonyms, Instant receivedAt) {
        this.receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
        this.occurredAtLeast = this.receivedAt.minus(OCCURRED_AGE_MAX);
        this.occurredAtMost = this.receivedAt.plus(CLOCK_SKEW_MAX);
        this.receivedOn = LocalDate.ofInstant(this.receivedAt, SERVICE_ZONE);
        this.serviceDateLeast = receivedOn.minusDays(CORRECTION_WINDOW_DAYS);
        this.event = new EventFields(pseudonyms, EventField.text(
                "occurredAt", "date and time with offset, as 2026-11-23T11:42:07+08:00", this::occurredAt));
    }

    /** Judges the value that the parser is at, and leaves the parser at its end. Throws what the parser throws if it is not JSON. */
    public Verdict judge(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Verdict.Rejected(null, "NOT_AN_OBJECT",
                    "event: a JSON " + kindOf(token) + " (expected: a JSON object)");
        }
        event.read(parser);
        EventId eventId = event.eventId.valueOrNull();
        try {
            ServiceReport report = report();
            return new Verdict.Accepted(event.eventId.required().text(), report);
        } catch (InvalidFieldException e) {
            return new Verdict.Rejected(eventId == null ? null : eventId.text(), e.code(), e.detail());
        }
    }

    private ServiceReport report() throws InvalidFieldException {
        UUID eventId = event.eventId.required().uuid();
        UUID orderId = event.orderId.required();
        Kind kind = event.fact.required();
        Instant occurredAt = event.occurredAt.required();
        LocalDate serviceDate = serviceDate(kind, occurredAt);
        Period period = event.period.required();
        Mode mode = event.mode.required();
        Integer servings = event.servings.optional();
        boolean registered = event.diner.optional() != null;
        DinerKey diner = registered ? event.citizenId.required() : DinerKey.unregistered(orderId);
        Group group = registered ? registeredGroup() : Group.UNREGISTERED;
        String homeDistrict = registered ? event.homeDistrict.optional() : null;
        VerifiedBy verifiedBy = registered ? event.verifiedBy.optional() : null;
        Integer priceFen = event.priceFen.optional();
        Integer subsidyFen = event.subsidyFen.optional();
        String reason = reason(kind);
        Capture capture = event.capture.optional();
        return new ServiceReport(eventId, orderId, kind, occurredAt, receivedAt, serviceDate, period, mode,
                servings == null ? 1 : servings, diner, group, homeDistrict, verifiedBy, priceFen, subsidyFen, reason,
                capture == null ? Capture.LIVE : capture);
    }

    private @Nullable Instant occurredAt(char[] text, int from, int length) throws InvalidFieldException {
        Instant occurredAt = EventText.instant(text, from, length);
        if (occurredAt == null) {
            return null;
        }
        if (occurredAt.isAfter(occurredAtMost)) {
            throw event.occurredAt.failure("OCCURRED_IN_FUTURE", FieldReader.shown(new String(text, from, length)),
                    "no later than now + " + CLOCK_SKEW_MAX);
        }
        if (occurredAt.isBefore(occurredAtLeast)) {
            throw event.occurredAt.failure("TOO_LATE", FieldReader.shown(new String(text, from, length)),
                    "no more than " + OCCURRED_AGE_MAX.toDays() + " days ago");
        }
        return occurredAt.truncatedTo(ChronoUnit.MILLIS);
    }

    private LocalDate serviceDate(Kind kind, Instant occurredAt) throws InvalidFieldException {
        LocalDate occurredOn = LocalDate.ofInstant(occurredAt, SERVICE_ZONE);
        LocalDate found = event.serviceDate.optional();
        LocalDate serviceDate = found == null ? occurredOn : found;
        if (serviceDate.isBefore(serviceDateLeast)) {
            throw event.serviceDate.failure("TOO_LATE", serviceDate.toString(), serviceDateLeast
                    + " or later: a service day can be corrected for " + CORRECTION_WINDOW_DAYS + " days");
        }
        if (kind == Kind.PLACED || kind == Kind.CANCELLED) {
            LocalDate latest = (occurredOn.isBefore(receivedOn) ? occurredOn : receivedOn).plusDays(DAYS_AHEAD_MAX);
            if (serviceDate.isAfter(latest)) {
                throw event.serviceDate.failure("TOO_FAR_AHEAD", serviceDate.toString(), latest
                        + " or earlier: at most " + DAYS_AHEAD_MAX + " days ahead");
            }
        } else if (serviceDate.isAfter(occurredOn)) {
            throw event.serviceDate.failure("SERVICE_DATE_AFTER_OCCURRENCE", serviceDate.toString(),
                    kind + " no later than its own day, " + occurredOn + " in " + SERVICE_ZONE);
        }
        return serviceDate;
    }

    private Group registeredGroup() throws InvalidFieldException {
        Group group = event.group.required();
        if (group == Group.UNREGISTERED) {
            throw event.group.failure(FieldReader.INVALID_FIELD, group.name(),
                    "a registered group; leave diner out for an unregistered diner");
        }
        return group;
    }

    private @Nullable String reason(Kind kind) throws InvalidFieldException {
        boolean required = kind == Kind.CANCELLED || kind == Kind.VOIDED;
        String reason = required ? event.reason.required() : event.reason.optional();
        if (reason == null || !reason.isEmpty()) {
            return reason;
        }
        if (required) {
            throw event.reason.invalidUnshown();
        }
        return null;
    }

    /** What JSON calls a value that begins with the token. */
    public static String kindOf(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "null";
        };
    }
}
