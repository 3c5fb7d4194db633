package org.allcity.ingest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Decides what a terminal's event says, or why it cannot be accepted. Pure: the same event and time, the same verdict. */
public final class ReportValidator {

    static final ZoneId SERVICE_ZONE = ZoneId.of("Asia/Shanghai");
    /** A terminal's clock may be this much ahead of ours. */
    static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);
    /** A service day's figures can be corrected for this long after it. */
    static final int CORRECTION_WINDOW_DAYS = 45;
    static final int DAYS_AHEAD_MAX = 14;
    static final int REASON_LENGTH_MAX = 200;
    static final int FEN_MAX = 1_000_000;

    // Nothing older can have a service date within the window, and no date arithmetic below can overflow.
    private static final Duration OCCURRED_AGE_MAX = Duration.ofDays(CORRECTION_WINDOW_DAYS + DAYS_AHEAD_MAX + 1L);

    private static final Pattern CITIZEN_ID = Pattern.compile("[0-9A-Za-z_-]{4,64}");
    private static final Pattern DISTRICT = Pattern.compile("[0-9]{6}");
    private static final Pattern REASON_CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final String REASON_IN_OTHER_WORDS = "OTHER";

    private final Pseudonyms pseudonyms;

    public ReportValidator(Pseudonyms pseudonyms) {
        this.pseudonyms = pseudonyms;
    }

    public Verdict judge(JsonNode event, Instant receivedAt) {
        if (!event.isObject()) {
            return new Verdict.Rejected(null, "NOT_AN_OBJECT", "event: a JSON "
                    + event.getNodeType().name().toLowerCase(Locale.ROOT) + " (expected: a JSON object)");
        }
        FieldReader fields = new FieldReader(event, "");
        String eventId = fields.uuidTextOrNull("eventId");
        try {
            ServiceReport report = report(fields, receivedAt.truncatedTo(ChronoUnit.MILLIS));
            return new Verdict.Accepted(Objects.requireNonNull(eventId), report);
        } catch (InvalidFieldException e) {
            return new Verdict.Rejected(eventId, e.code(), e.detail());
        }
    }

    private ServiceReport report(FieldReader fields, Instant receivedAt) throws InvalidFieldException {
        UUID eventId = fields.requiredUuid("eventId");
        UUID orderId = fields.requiredUuid("orderId");
        Kind kind = fields.requiredEnum("fact", Kind.class);
        Instant occurredAt = occurredAt(fields, receivedAt);
        LocalDate serviceDate = serviceDate(fields, kind, occurredAt, receivedAt);
        Period period = fields.requiredEnum("period", Period.class);
        Mode mode = fields.requiredEnum("mode", Mode.class);
        Integer servings = fields.optionalInt("servings", 1, ServiceReport.SERVINGS_MAX);
        FieldReader diner = diner(fields);
        DinerKey dinerKey = diner == null ? DinerKey.unregistered(orderId) : pseudonyms.of(citizenId(diner));
        Group group = diner == null ? Group.UNREGISTERED : registeredGroup(diner);
        String homeDistrict = diner == null ? null : diner.optionalText("homeDistrict", DISTRICT, "6 digits, as 330106");
        VerifiedBy verifiedBy = diner == null ? null : diner.optionalEnum("verifiedBy", VerifiedBy.class);
        Integer priceFen = fields.optionalInt("priceFen", 0, FEN_MAX);
        Integer subsidyFen = fields.optionalInt("subsidyFen", 0, FEN_MAX);
        String reason = reason(fields, kind);
        Capture capture = fields.optionalEnum("capture", Capture.class);
        return new ServiceReport(eventId, orderId, kind, occurredAt, receivedAt, serviceDate, period, mode,
                servings == null ? 1 : servings, dinerKey, group, homeDistrict, verifiedBy, priceFen, subsidyFen, reason,
                capture == null ? Capture.LIVE : capture);
    }

    private static Instant occurredAt(FieldReader fields, Instant receivedAt) throws InvalidFieldException {
        String expected = "date and time with offset, as 2026-11-23T11:42:07+08:00";
        String text = fields.requiredText("occurredAt", expected);
        Instant occurredAt;
        try {
            occurredAt = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw fields.failure(FieldReader.INVALID_FIELD, "occurredAt", FieldReader.shown(text), expected);
        }
        if (occurredAt.isAfter(receivedAt.plus(CLOCK_SKEW_MAX))) {
            throw fields.failure("OCCURRED_IN_FUTURE", "occurredAt", FieldReader.shown(text),
                    "no later than now + " + CLOCK_SKEW_MAX);
        }
        if (occurredAt.isBefore(receivedAt.minus(OCCURRED_AGE_MAX))) {
            throw fields.failure("TOO_LATE", "occurredAt", FieldReader.shown(text),
                    "no more than " + OCCURRED_AGE_MAX.toDays() + " days ago");
        }
        return occurredAt.truncatedTo(ChronoUnit.MILLIS);
    }

    private static LocalDate serviceDate(FieldReader fields, Kind kind, Instant occurredAt, Instant receivedAt)
            throws InvalidFieldException {
        LocalDate occurredOn = LocalDate.ofInstant(occurredAt, SERVICE_ZONE);
        LocalDate receivedOn = LocalDate.ofInstant(receivedAt, SERVICE_ZONE);
        LocalDate serviceDate = serviceDate(fields, occurredOn);

        LocalDate earliest = receivedOn.minusDays(CORRECTION_WINDOW_DAYS);
        if (serviceDate.isBefore(earliest)) {
            throw fields.failure("TOO_LATE", "serviceDate", serviceDate.toString(), earliest
                    + " or later: a service day can be corrected for " + CORRECTION_WINDOW_DAYS + " days");
        }
        if (kind == Kind.PLACED || kind == Kind.CANCELLED) {
            LocalDate latest = (occurredOn.isBefore(receivedOn) ? occurredOn : receivedOn).plusDays(DAYS_AHEAD_MAX);
            if (serviceDate.isAfter(latest)) {
                throw fields.failure("TOO_FAR_AHEAD", "serviceDate", serviceDate.toString(), latest
                        + " or earlier: at most " + DAYS_AHEAD_MAX + " days ahead");
            }
        } else if (serviceDate.isAfter(occurredOn)) {
            throw fields.failure("SERVICE_DATE_AFTER_OCCURRENCE", "serviceDate", serviceDate.toString(),
                    kind + " no later than its own day, " + occurredOn + " in " + SERVICE_ZONE);
        }
        return serviceDate;
    }

    private static LocalDate serviceDate(FieldReader fields, LocalDate occurredOn) throws InvalidFieldException {
        String expected = "a date, as 2026-11-23";
        String text = fields.optionalText("serviceDate", expected);
        if (text == null) {
            return occurredOn;
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw fields.failure(FieldReader.INVALID_FIELD, "serviceDate", FieldReader.shown(text), expected);
        }
    }

    private static @Nullable FieldReader diner(FieldReader fields) throws InvalidFieldException {
        JsonNode diner = fields.optional("diner");
        if (diner == null) {
            return null;
        }
        if (!diner.isObject()) {
            throw fields.invalidUnshown("diner", "an object with citizenId and group, or null for an unregistered diner");
        }
        return new FieldReader(diner, "diner.");
    }

    private static String citizenId(FieldReader diner) throws InvalidFieldException {
        String expected = "4 to 64 characters of 0-9 A-Z _ -";
        JsonNode value = diner.required("citizenId", expected);
        String trimmed = value.isString() ? value.stringValue().strip() : "";
        if (!CITIZEN_ID.matcher(trimmed).matches()) {
            throw diner.invalidUnshown("citizenId", expected);
        }
        return trimmed.toUpperCase(Locale.ROOT);
    }

    private static Group registeredGroup(FieldReader diner) throws InvalidFieldException {
        Group group = diner.requiredEnum("group", Group.class);
        if (group == Group.UNREGISTERED) {
            throw diner.failure(FieldReader.INVALID_FIELD, "group", group.name(),
                    "a registered group; leave diner out for an unregistered diner");
        }
        return group;
    }

    /** Free text could name a person, so only what looks like a code goes on. */
    private static @Nullable String reason(FieldReader fields, Kind kind) throws InvalidFieldException {
        String expected = "a reason of 1 to " + REASON_LENGTH_MAX + " characters";
        boolean required = kind == Kind.CANCELLED || kind == Kind.VOIDED;
        JsonNode value = required ? fields.required("reason", expected) : fields.optional("reason");
        if (value == null) {
            return null;
        }
        String reason = value.isString() ? value.stringValue() : null;
        if (reason == null || reason.length() > REASON_LENGTH_MAX || required && reason.isBlank()) {
            throw fields.invalidUnshown("reason", expected);
        }
        if (reason.isBlank()) {
            return null;
        }
        return REASON_CODE.matcher(reason).matches() ? reason : REASON_IN_OTHER_WORDS;
    }
}
