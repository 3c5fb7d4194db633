package org.allcity.counts;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * A span of service days in which a diner is counted once.
 *
 * @param kind day, month or year
 * @param first its first day
 */
public record Window(Kind kind, LocalDate first) {

    /** The spans there are. */
    public enum Kind {
        DAY,
        MONTH,
        YEAR
    }

    public Window {
        LocalDate start = startOf(kind, first);
        if (!first.equals(start)) {
            throw new IllegalArgumentException("first: " + first + " (expected: " + start + ", the first day of a " + kind + ")");
        }
    }

    /** The window of a kind that a day lies in. */
    public static Window of(Kind kind, LocalDate day) {
        return new Window(kind, startOf(kind, day));
    }

    private static LocalDate startOf(Kind kind, LocalDate day) {
        return switch (kind) {
            case DAY -> day;
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    public boolean contains(LocalDate day) {
        return day.getYear() == first.getYear()
                && (kind == Kind.YEAR || day.getMonth() == first.getMonth())
                && (kind != Kind.DAY || day.getDayOfMonth() == first.getDayOfMonth());
    }

    public boolean contains(YearMonth month) {
        return kind != Kind.DAY && contains(month.atDay(1));
    }
}
