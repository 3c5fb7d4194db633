package org.allcity.simulator.day;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.SeededStream;

/** The times of one service day, drawn with its peaks. All in milliseconds since 1970. */
public final class DayTimes {

    public static final LocalTime OPENS = LocalTime.of(5, 30);
    public static final LocalTime CLOSES = LocalTime.of(20, 30);
    /** From this time of the evening before, orders of a service day are placed. */
    public static final LocalTime FIRST_ORDERS = LocalTime.of(16, 30);

    // Older people eat first; younger diners are served an hour after lunch opens.
    private static final Duration YOUNGER_LATER = Duration.ofHours(1);
    private static final double EVENING_BEFORE = 0.4;

    private final LocalDate day;

    DayTimes(LocalDate day) {
        this.day = day;
    }

    public static long midnight(LocalDate day) {
        return day.atStartOfDay(City.ZONE).toInstant().toEpochMilli();
    }

    public static Instant at(LocalDate day, LocalTime time) {
        return day.atTime(time).atZone(City.ZONE).toInstant();
    }

    long opens() {
        return millis(OPENS);
    }

    long closes() {
        return millis(CLOSES);
    }

    long served(MealPeriod period, DinerGroup group, SeededStream stream) {
        long from = millis(period.opens());
        if (period == MealPeriod.LUNCH && !group.senior() && group != DinerGroup.STAFF) {
            from += YOUNGER_LATER.toMillis();
        }
        double peak = switch (period) {
            case BREAKFAST -> 0.35;
            case LUNCH -> 0.25;
            case DINNER -> 0.40;
        };
        return from + (long) (stream.triangular(peak) * (millis(period.closes()) - from));
    }

    /** The evening before, or in the morning while the kitchen can still cook it; breakfast always the evening before. */
    long placed(MealPeriod period, SeededStream stream) {
        if (period == MealPeriod.BREAKFAST || stream.chance(EVENING_BEFORE)) {
            long from = at(day.minusDays(1), FIRST_ORDERS).toEpochMilli();
            long to = at(day.minusDays(1), CLOSES).toEpochMilli();
            return from + (long) (stream.triangular(0.5) * (to - from));
        }
        return stream.between(opens(), millis(period.opens()) - Duration.ofMinutes(30).toMillis());
    }

    /** Before the period opens, and not at night. */
    long cancelled(long placed, MealPeriod period, SeededStream stream) {
        return stream.between(Math.max(placed, opens()), millis(period.opens()));
    }

    long minutesAfter(long time, int fewest, int most, SeededStream stream) {
        return Math.min(closes(), time + stream.between(fewest * 60_000L, most * 60_000L));
    }

    /** The next morning, when yesterday's sheets are checked. */
    long nextMorning(SeededStream stream) {
        return midnight(day.plusDays(1)) + stream.between(Duration.ofHours(6).toMillis(), Duration.ofHours(9).toMillis());
    }

    private long millis(LocalTime time) {
        return at(day, time).toEpochMilli();
    }
}
