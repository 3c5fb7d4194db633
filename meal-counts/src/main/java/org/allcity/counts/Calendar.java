package org.allcity.counts;

import java.time.LocalDate;

/** Service days as numbers, with their months and years at hand. */
public final class Calendar {

    /** Service days lie before this one, in days since 1970: the year 2149. */
    public static final int DAYS_MAX = 1 << 16;

    private static final long MILLIS_PER_DAY = 24 * 60 * 60 * 1000L;
    private static final long OFFSET_MILLIS = ServiceDay.OFFSET.getTotalSeconds() * 1000L;

    /** By day, months since January 1970. */
    private static final short[] MONTHS = new short[DAYS_MAX];
    /** By month, its first day; by year since 1970 the same of January. */
    private static final int[] FIRST_DAYS = new int[DAYS_MAX / 28];

    static {
        LocalDate month = LocalDate.EPOCH;
        for (short number = 0; month.toEpochDay() < DAYS_MAX; number++) {
            LocalDate next = month.plusMonths(1);
            FIRST_DAYS[number] = (int) month.toEpochDay();
            for (long day = month.toEpochDay(); day < Math.min(DAYS_MAX, next.toEpochDay()); day++) {
                MONTHS[(int) day] = number;
            }
            month = next;
        }
    }

    private Calendar() {}

    /** The service day of an instant, in days since 1970. */
    static int dayOf(long millis) {
        return (int) Math.floorDiv(millis + OFFSET_MILLIS, MILLIS_PER_DAY);
    }

    /** The quarter of an hour of its day, Asia/Shanghai, that an instant lies in: 0 to 95. */
    static int quarterOf(long millis) {
        return (int) (Math.floorMod(millis + OFFSET_MILLIS, MILLIS_PER_DAY) / (15 * 60 * 1000));
    }

    /** Months since January 1970. */
    public static int monthOf(int day) {
        return MONTHS[day];
    }

    public static int yearOfMonth(int month) {
        return 1970 + month / 12;
    }

    /** A month as a number that people read, as 202611. */
    public static int monthNumber(int month) {
        return yearOfMonth(month) * 100 + month % 12 + 1;
    }

    /** A day as a number that people read, as 20261123. */
    public static int dayNumber(int day) {
        int month = monthOf(day);
        return monthNumber(month) * 100 + day - firstDayOfMonth(month) + 1;
    }

    public static int firstDayOfMonth(int month) {
        return FIRST_DAYS[month];
    }

    public static int firstDayOfYear(int year) {
        return FIRST_DAYS[(year - 1970) * 12];
    }
}
