package org.allcity.benchmark.event;

import java.time.LocalDate;

/** Dates as numbers. */
public final class ServiceDays {

    public static final long DAY_MILLIS = 86_400_000L;
    /** Shanghai is eight hours ahead of UTC, all year. */
    private static final long SHANGHAI_MILLIS = 8 * 3_600_000L;
    private static final int QUARTER_MILLIS = 15 * 60_000;

    private static final int DAYS = 1 << 16;
    private static final short[] MONTHS = new short[DAYS];
    private static final byte[] DAYS_OF_MONTH = new byte[DAYS];

    static {
        LocalDate date = LocalDate.EPOCH;
        for (int day = 0; day < DAYS; day++, date = date.plusDays(1)) {
            MONTHS[day] = (short) (date.getYear() * 12 + date.getMonthValue() - 1);
            DAYS_OF_MONTH[day] = (byte) date.getDayOfMonth();
        }
    }

    private ServiceDays() {}

    /** The month of a day: year * 12 + month - 1. */
    public static int month(int day) {
        return MONTHS[day];
    }

    public static int dayOfMonth(int day) {
        return DAYS_OF_MONTH[day];
    }

    public static int year(int day) {
        return MONTHS[day] / 12;
    }

    /** The instant at which a day begins in Shanghai. */
    public static long start(int day) {
        return day * DAY_MILLIS - SHANGHAI_MILLIS;
    }

    public static int quarter(long instant) {
        return (int) (Math.floorMod(instant + SHANGHAI_MILLIS, DAY_MILLIS) / QUARTER_MILLIS);
    }
}
