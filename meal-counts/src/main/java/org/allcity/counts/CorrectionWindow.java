package org.allcity.counts;

import java.time.Duration;

/**
 * How long after its service day an order may still be reported or corrected. Judged from {@code receivedAt} alone, never from
 * a clock, so that a replay decides the same.
 */
public final class CorrectionWindow {

    public static final int DAYS = 45;

    /** How far ahead of its receipt an order's service day may lie. */
    public static final int DAYS_AHEAD = 14;

    /**
     * How far back in {@code receivedAt} a diner's facts may stand in the log: facts are sealed only when they are older than
     * window and margin together, so no fact within the margin can still speak of a sealed one.
     */
    public static final Duration MARGIN = Duration.ofDays(15);

    private CorrectionWindow() {}

    /** The first service day, in days since 1970, that a fact received at this time may speak of. */
    static int firstDayOf(long receivedAtMillis) {
        return Calendar.dayOf(receivedAtMillis) - DAYS;
    }

    /** The last service day that a fact received at this time may speak of. */
    static int lastDayOf(long receivedAtMillis) {
        return Calendar.dayOf(receivedAtMillis) + DAYS_AHEAD;
    }

    /** Orders that lie wholly before this day can be sealed once a fact received at this time was seen. */
    static int sealingHorizon(long latestReceivedAtMillis) {
        return firstDayOf(latestReceivedAtMillis - MARGIN.toMillis());
    }
}
