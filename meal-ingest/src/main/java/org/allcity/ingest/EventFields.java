package org.allcity.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import org.allcity.ingest.ServiceReport.Capture;
import org.allcity.ingest.ServiceReport.Group;
import org.allcity.ingest.ServiceReport.Kind;
import org.allcity.ingest.ServiceReport.Mode;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.ingest.ServiceReport.VerifiedBy;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.Named;

/** The fields of an event as they stand in it, read in one pass; used again for the next event. */
final class EventFields {

    static final int REASON_LENGTH_MAX = 200;

    private static final int FEN_MAX = 1_000_000;
    private static final int CITIZEN_ID_LENGTH_MIN = 4;
    private static final int CITIZEN_ID_LENGTH_MAX = 64;
    private static final int DISTRICT_LENGTH = 6;
    private static final int REASON_CODE_LENGTH_MAX = 40;
    private static final Words<Kind> KINDS = new Words<>(Kind.values());
    private static final Words<Period> PERIODS = new Words<>(Period.values());
    private static final Words<Mode> MODES = new Words<>(Mode.values());
    private static final Words<Group> GROUPS = new Words<>(Group.values());
    private static final Words<VerifiedBy> VERIFIERS = new Words<>(VerifiedBy.values());
    private static final Words<Capture> CAPTURES = new Words<>(Capture.values());
    private static final String BLANK = "";
    private static final String REASON_IN_OTHER_WORDS = "OTHER";

    // In the order of the fields below. Matched as bytes: no string is made for a name, or looked up by one.
    private static final PropertyNameMatcher NAMES = names("eventId", "orderId", "fact", "occurredAt", "serviceDate", "period",
            "mode", "servings", "diner", "priceFen", "subsidyFen", "reason", "capture");
    private static final PropertyNameMatcher NAMES_OF_DINER = names("citizenId", "group", "homeDistrict", "verifiedBy");

    final EventField<EventId> eventId = EventField.text("eventId", "a UUID of 36 characters", EventFields::eventId);
    final EventField<UUID> orderId = EventField.text("orderId", "a UUID of 36 characters", EventText::uuid);
    final EventField<Kind> fact = EventField.word("fact", KINDS);
    final EventField<Instant> occurredAt;
    final EventField<LocalDate> serviceDate = EventField.text("serviceDate", "a date, as 2026-11-23", EventText::date);
    final EventField<Period> period = EventField.word("period", PERIODS);
    final EventField<Mode> mode = EventField.word("mode", MODES);
    final EventField<Integer> servings = EventField.number("servings", 1, ServiceReport.SERVINGS_MAX);
    final EventField<Boolean> diner;
    final EventField<DinerKey> citizenId;
    final EventField<Group> group = EventField.word("diner.group", GROUPS);
    final EventField<String> homeDistrict = EventField.text("diner.homeDistrict", "6 digits, as 330106", EventFields::district);
    final EventField<VerifiedBy> verifiedBy = EventField.word("diner.verifiedBy", VERIFIERS);
    final EventField<Integer> priceFen = EventField.number("priceFen", 0, FEN_MAX);
    final EventField<Integer> subsidyFen = EventField.number("subsidyFen", 0, FEN_MAX);
    /** Empty if it is blank. Free text could name a person, so only what looks like a code goes on. */
    final EventField<String> reason = EventField.secret(
            "reason", "a reason of 1 to " + REASON_LENGTH_MAX + " characters", EventFields::reason);
    final EventField<Capture> capture = EventField.word("capture", CAPTURES);

    private final EventField<?>[] fields;

    EventFields(Pseudonyms pseudonyms, EventField<Instant> occurredAt) {
        this.occurredAt = occurredAt;
        this.citizenId = EventField.secret("diner.citizenId", "4 to 64 characters of 0-9 A-Z _ -",
                (text, from, length) -> citizenId(pseudonyms, text, from, length));
        EventField<?>[] fieldsOfDiner = {citizenId, group, homeDistrict, verifiedBy};
        this.diner = EventField.object("diner", "an object with citizenId and group, or null for an unregistered diner",
                parser -> read(parser, NAMES_OF_DINER, fieldsOfDiner));
        this.fields = new EventField<?>[] {eventId, orderId, fact, occurredAt, serviceDate, period, mode, servings, diner, priceFen,
            subsidyFen, reason, capture};
    }

    /** The eventId, also as the terminal wrote it. */
    record EventId(String text, UUID uuid) {}

    /** Reads the object that the parser is at. */
    void read(JsonParser parser) {
        read(parser, NAMES, fields);
    }

    /** Other fields are passed over; of a field named twice, the last counts. */
    private static void read(JsonParser parser, PropertyNameMatcher names, EventField<?>[] fields) {
        for (EventField<?> field : fields) {
            field.clear();
        }
        int match = parser.nextNameMatch(names);
        while (match >= 0 || match == PropertyNameMatcher.MATCH_UNKNOWN_NAME) {
            parser.nextToken();
            if (match >= 0) {
                fields[match].read(parser);
            } else {
                parser.skipChildren();
            }
            match = parser.nextNameMatch(names);
        }
    }

    private static PropertyNameMatcher names(String... names) {
        return new JsonFactory().constructNameMatcher(Arrays.stream(names).map(Named::fromString).toList(), false);
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
