package org.allcity.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** The fields of an event as they stand in it, read in one pass; used again for the next event. */
final class EventFields {

    static final int REASON_LENGTH_MAX = 200;

    private static final int FEN_MAX = 1_000_000;
    private static final int CITIZEN_ID_LENGTH_MIN = 4;
    private static final int CITIZEN_ID_LENGTH_MAX = 64;
    private static final int DISTRICT_LENGTH = 6;
    private static final int REASON_CODE_LENGTH_MAX = 40;
    private static final String BLANK = "";
    private static final String REASON_IN_OTHER_WORDS = "OTHER";

    final EventField<EventId> eventId = EventField.text("eventId", "a UUID of 36 characters", EventFields::eventId);
    final EventField<UUID> orderId = EventField.text("orderId", "a UUID of 36 characters", EventText::uuid);
    final EventField<Kind> fact = EventField.word("fact", Kind.values());
    final EventField<Instant> occurredAt;
    final EventField<LocalDate> serviceDate = EventField.text("serviceDate", "a date, as 2026-11-23", EventText::date);
    final EventField<Period> period = EventField.word("period", Period.values());
    final EventField<Mode> mode = EventField.word("mode", Mode.values());
    final EventField<Integer> servings = EventField.number("servings", 1, ServiceReport.SERVINGS_MAX);
    final EventField<Boolean> diner;
    final EventField<DinerKey> citizenId;
    final EventField<Group> group = EventField.word("diner.group", Group.values());
    final EventField<String> homeDistrict = EventField.text("diner.homeDistrict", "6 digits, as 330106", EventFields::district);
    final EventField<VerifiedBy> verifiedBy = EventField.word("diner.verifiedBy", VerifiedBy.values());
    final EventField<Integer> priceFen = EventField.number("priceFen", 0, FEN_MAX);
    final EventField<Integer> subsidyFen = EventField.number("subsidyFen", 0, FEN_MAX);
    /** Empty if it is blank. Free text could name a person, so only what looks like a code goes on. */
    final EventField<String> reason = EventField.secret(
            "reason", "a reason of 1 to " + REASON_LENGTH_MAX + " characters", EventFields::reason);
    final EventField<Capture> capture = EventField.word("capture", Capture.values());

    private final EventField<?>[] all;
    private final EventField<?>[] ofDiner;

    EventFields(Pseudonyms pseudonyms, EventField<Instant> occurredAt) {
        this.occurredAt = occurredAt;
        this.citizenId = EventField.secret("diner.citizenId", "4 to 64 characters of 0-9 A-Z _ -",
                (text, from, length) -> citizenId(pseudonyms, text, from, length));
        this.diner = EventField.object("diner", "an object with citizenId and group, or null for an unregistered diner", this::readDiner);
        this.ofDiner = new EventField<?>[] {citizenId, group, homeDistrict, verifiedBy};
        this.all = new EventField<?>[] {eventId, orderId, fact, occurredAt, serviceDate, period, mode, servings, diner, citizenId,
            group, homeDistrict, verifiedBy, priceFen, subsidyFen, reason, capture};
    }

    /** The eventId, also as the terminal wrote it. */
    record EventId(String text, UUID uuid) {}

    /** Reads the object that the parser is at; of a field named twice, the last counts. */
    void read(JsonParser parser) {
        for (EventField<?> field : all) {
            field.clear();
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            EventField<?> field = field(name);
            parser.nextToken();
            read(field, parser);
        }
    }

    private void readDiner(JsonParser parser) {
        for (EventField<?> field : ofDiner) {
            field.clear();
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            EventField<?> field = fieldOfDiner(name);
            parser.nextToken();
            read(field, parser);
        }
    }

    private static void read(@Nullable EventField<?> field, JsonParser parser) {
        if (field == null) {
            parser.skipChildren();
        } else {
            field.read(parser);
        }
    }

    private @Nullable EventField<?> field(String name) {
        return switch (name) {
            case "eventId" -> eventId;
            case "orderId" -> orderId;
            case "fact" -> fact;
            case "occurredAt" -> occurredAt;
            case "serviceDate" -> serviceDate;
            case "period" -> period;
            case "mode" -> mode;
            case "servings" -> servings;
            case "diner" -> diner;
            case "priceFen" -> priceFen;
            case "subsidyFen" -> subsidyFen;
            case "reason" -> reason;
            case "capture" -> capture;
            default -> null;
        };
    }

    private @Nullable EventField<?> fieldOfDiner(String name) {
        return switch (name) {
            case "citizenId" -> citizenId;
            case "group" -> group;
            case "homeDistrict" -> homeDistrict;
            case "verifiedBy" -> verifiedBy;
            default -> null;
        };
    }

    private static @Nullable EventId eventId(char[] text, int from, int length) {
        UUID uuid = EventText.uuid(text, from, length);
        return uuid == null ? null : new EventId(new String(text, from, length), uuid);
    }

    private static @Nullable String district(char[] text, int from, int length) {
        return length == DISTRICT_LENGTH && EventText.areDigits(text, from, length) ? new String(text, from, length) : null;
    }

    /** The pseudonym of the id in its normal form, trimmed and in upper case; the id itself goes no further. */
    private static @Nullable DinerKey citizenId(Pseudonyms pseudonyms, char[] text, int from, int length) {
        int first = from;
        int end = from + length;
        while (first < end && Character.isWhitespace(text[first])) {
            first++;
        }
        while (end > first && Character.isWhitespace(text[end - 1])) {
            end--;
        }
        if (end - first < CITIZEN_ID_LENGTH_MIN || end - first > CITIZEN_ID_LENGTH_MAX) {
            return null;
        }
        byte[] normal = new byte[end - first];
        for (int i = first; i < end; i++) {
            char c = text[i];
            if (c >= 'a' && c <= 'z') {
                normal[i - first] = (byte) (c - 'a' + 'A');
            } else if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c == '_' || c == '-') {
                normal[i - first] = (byte) c;
            } else {
                return null;
            }
        }
        return pseudonyms.of(normal);
    }

    private static @Nullable String reason(char[] text, int from, int length) {
        if (length > REASON_LENGTH_MAX) {
            return null;
        }
        if (EventText.isBlank(text, from, length)) {
            return BLANK;
        }
        return isReasonCode(text, from, length) ? new String(text, from, length) : REASON_IN_OTHER_WORDS;
    }

    private static boolean isReasonCode(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            char c = text[i];
            if (!(c >= 'A' && c <= 'Z' || i > from && (c >= '0' && c <= '9' || c == '_'))) {
                return false;
            }
        }
        return length <= REASON_CODE_LENGTH_MAX;
    }
}
