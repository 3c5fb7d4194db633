package org.allcity.benchmark.count;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.allcity.benchmark.event.Place;
import org.jspecify.annotations.Nullable;

/**
 * One count of docs/redis.md in a long: window 3 bits, date 16, area 31, field 11. What is left without the field is a <i>scope</i>:
 * one hash of Redis, and sorted cells lie together by hash.
 */
public final class Cells {

    public static final int DAY = 0;
    public static final int MONTH = 1;
    public static final int YEAR = 2;
    /** A day's curve of one district: a part of the hash of the day. */
    public static final int CURVE = 3;

    public static final int MEALS = 0;
    public static final int SECOND_MEALS = 1;
    public static final int VOIDED = 2;
    public static final int PLACED = 3;
    public static final int COLLECTED = 4;
    public static final int CANCELLED = 5;

    public static final int MEASURES = 6;
    private static final String MEASURE_LETTERS = "msvpcx";
    private static final String GROUP_LETTERS = "689USX";
    private static final String MODE_LETTERS = "ITH";
    private static final String PERIOD_LETTERS = "BLD";

    public static final int PERSONS = 3 * 3 * 6 * MEASURES;
    public static final int SENIORS = PERSONS + 1;
    public static final int FIELDS = SENIORS + 1;
    private static final int QUARTERS = 96;

    public static final int FIELD_BITS = 11;
    private static final int AREA_BITS = 31;
    private static final int DATE_BITS = 16;

    private static final byte[][] FIELD_NAMES = new byte[FIELDS][];
    private static final byte[][] TIMES = new byte[QUARTERS][];
    private static final int TIME_LENGTH = 4;
    /** Written by several threads: each writes the same texts. */
    private static final @Nullable String[] DAYS = new String[1 << DATE_BITS];

    static {
        for (int field = 0; field < PERSONS; field++) {
            int cut = field / MEASURES;
            FIELD_NAMES[field] = ascii("" + PERIOD_LETTERS.charAt(cut / 18) + MODE_LETTERS.charAt(cut / 6 % 3)
                    + GROUP_LETTERS.charAt(cut % 6) + MEASURE_LETTERS.charAt(field % MEASURES));
        }
        FIELD_NAMES[PERSONS] = ascii("persons");
        FIELD_NAMES[SENIORS] = ascii("seniors");
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            TIMES[quarter] = ascii("%02d%02d".formatted(quarter / 4, quarter % 4 * 15));
        }
    }

    private Cells() {}

    public static long scope(int window, int date, int area) {
        return ((long) window << DATE_BITS | date) << AREA_BITS | area;
    }

    public static long cell(long scope, int field) {
        return scope << FIELD_BITS | field;
    }

    public static long scopeOf(long cell) {
        return cell >>> FIELD_BITS;
    }

    public static int fieldOf(long cell) {
        return (int) cell & (1 << FIELD_BITS) - 1;
    }

    public static int window(long scope) {
        return (int) (scope >>> AREA_BITS + DATE_BITS);
    }

    public static int date(long scope) {
        return (int) (scope >>> AREA_BITS) & (1 << DATE_BITS) - 1;
    }

    public static int area(long scope) {
        return (int) scope & (1 << AREA_BITS) - 1;
    }

    /** Field of a measure's cut. */
    public static int mealField(int period, int mode, int group, int measure) {
        return ((period * 3 + mode) * 6 + group) * MEASURES + measure;
    }

    /** The key of the hash that a scope lies in. */
    public static String key(String prefix, long scope) {
        int date = date(scope);
        return switch (window(scope)) {
            case DAY -> prefix + "day:" + day(date) + ":" + Place.path(area(scope));
            case MONTH -> prefix + "month:" + month(date) + ":" + Place.path(area(scope));
            case YEAR -> prefix + "year:" + date + ":" + Place.path(area(scope));
            default -> prefix + "curve:" + day(date);
        };
    }

    /** The key of the set that a point of a month's or year's scope is listed in. */
    public static String pointsKey(String prefix, long scope) {
        return prefix + "points:" + (window(scope) == YEAR ? Integer.toString(date(scope)) : month(date(scope)));
    }

    /** The name of a field in its hash. */
    public static byte[] fieldName(long scope, int field) {
        if (window(scope) != CURVE) {
            return FIELD_NAMES[field];
        }
        byte[] name = new byte[11];
        byte[] district = ascii(Place.path(area(scope)));
        System.arraycopy(district, 0, name, 0, district.length);
        name[district.length] = ':';
        System.arraycopy(TIMES[field], 0, name, district.length + 1, TIME_LENGTH);
        return name;
    }

    /** The field of a name of a hash that is no curve; -1 for none. */
    public static int field(byte[] name, int length) {
        if (length != 4) {
            return length != 7 ? -1 : name[0] == 'p' ? PERSONS : name[0] == 's' ? SENIORS : -1;
        }
        int period = PERIOD_LETTERS.indexOf(name[0]);
        int mode = MODE_LETTERS.indexOf(name[1]);
        int group = GROUP_LETTERS.indexOf(name[2]);
        int measure = MEASURE_LETTERS.indexOf(name[3]);
        return period < 0 || mode < 0 || group < 0 || measure < 0 ? -1 : mealField(period, mode, group, measure);
    }

    private static String day(int day) {
        String text = DAYS[day];
        if (text == null) {
            LocalDate date = LocalDate.ofEpochDay(day);
            text = Integer.toString(date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth());
            DAYS[day] = text;
        }
        return text;
    }

    private static String month(int month) {
        return Integer.toString(month / 12 * 100 + month % 12 + 1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
