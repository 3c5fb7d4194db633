package org.allcity.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values read straight from a parser's characters: null is answered for what is not one. */
final class EventText {

    private static final int UUID_LENGTH = 36;
    // 2026-11-23, 2026-11-23T11:42:07 and a following +08:00.
    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 19;
    private static final int OFFSET_LENGTH = 6;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int OFFSET_HOURS_MAX = 17;
    private static final int SHORTEST_MONTH_DAYS = 28;
    private static final int NOT_DIGITS = -1;
    private static final int NO_OFFSET = Integer.MIN_VALUE;

    private EventText() {}

    static @Nullable UUID uuid(char[] text, int from, int length) {
        if (length != UUID_LENGTH) {
            return null;
        }
        long high = 0;
        long low = 0;
        // Stays positive as long as all digits are digits.
        int all = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text[from + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                all |= c == '-' ? 0 : -1;
            } else {
                int digit = c < 128 ? Character.digit(c, 16) : -1;
                all |= digit;
                high = high << 4 | low >>> 60;
                low = low << 4 | digit & 0xf;
            }
        }
        return all < 0 ? null : new UUID(high, low);
    }

    static @Nullable LocalDate date(char[] text, int from, int length) {
        LocalDate date = length == DATE_LENGTH ? usualDate(text, from) : null;
        if (date != null) {
            return date;
        }
        try {
            return LocalDate.parse(new String(text, from, length));
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable Instant instant(char[] text, int from, int length) {
        Instant instant = usualInstant(text, from, length);
        if (instant != null) {
            return instant;
        }
        try {
            return OffsetDateTime.parse(new String(text, from, length)).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    static boolean areDigits(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(char[] text, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (!Character.isWhitespace(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** The forms that terminals send, some ten times faster than the library; null for all others, which it then judges. */
    private static @Nullable Instant usualInstant(char[] text, int from, int length) {
        if (length <= SECONDS_LENGTH || text[from + DATE_LENGTH] != 'T' || text[from + 13] != ':' || text[from + 16] != ':') {
            return null;
        }
        LocalDate date = usualDate(text, from);
        int hour = digits(text, from + 11, 2);
        int minute = digits(text, from + 14, 2);
        int second = digits(text, from + 17, 2);
        if (date == null || hour == NOT_DIGITS || hour > 23 || minute == NOT_DIGITS || minute > 59
                || second == NOT_DIGITS || second > 59) {
            return null;
        }
        int end = from + length;
        int at = from + SECONDS_LENGTH;
        long nanos = 0;
        if (text[at] == '.') {
            int first = ++at;
            while (at < end && text[at] >= '0' && text[at] <= '9' && at - first < FRACTION_DIGITS_MAX) {
                nanos = 10 * nanos + text[at++] - '0';
            }
            if (at == first) {
                return null;
            }
            for (int digits = at - first; digits < FRACTION_DIGITS_MAX; digits++) {
                nanos *= 10;
            }
        }
        int offsetSeconds = offsetSeconds(text, at, end - at);
        return offsetSeconds == NO_OFFSET ? null : Instant.ofEpochSecond(
                date.toEpochDay() * 86_400 + hour * 3_600 + minute * 60 + second - offsetSeconds, nanos);
    }

    private static int offsetSeconds(char[] text, int from, int length) {
        if (length == 1 && text[from] == 'Z') {
            return 0;
        }
        if (length != OFFSET_LENGTH || text[from + 3] != ':' || text[from] != '+' && text[from] != '-') {
            return NO_OFFSET;
        }
        int hours = digits(text, from + 1, 2);
        int minutes = digits(text, from + 4, 2);
        if (hours == NOT_DIGITS || hours > OFFSET_HOURS_MAX || minutes == NOT_DIGITS || minutes > 59) {
            return NO_OFFSET;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return text[from] == '-' ? -seconds : seconds;
    }

    private static @Nullable LocalDate usualDate(char[] text, int from) {
        int year = digits(text, from, 4);
        int month = digits(text, from + 5, 2);
        int day = digits(text, from + 8, 2);
        if (text[from + 4] != '-' || text[from + 7] != '-' || year == NOT_DIGITS || month < 1 || month > 12 || day < 1
                || day > SHORTEST_MONTH_DAYS && day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        return LocalDate.of(year, month, day);
    }

    private static int digits(char[] text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return NOT_DIGITS;
            }
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
