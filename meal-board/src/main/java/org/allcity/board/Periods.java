package org.allcity.board;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.ServiceDay;

/** When meal periods are over: from then on, what is outstanding was not collected. */
final class Periods {

    private Periods() {}

    static boolean isOver(MealPeriod period, LocalDate day, Instant now) {
        return !now.isBefore(day.atTime(end(period)).toInstant(ServiceDay.OFFSET));
    }

    private static LocalTime end(MealPeriod period) {
        return switch (period) {
            case BREAKFAST -> LocalTime.of(9, 0);
            case LUNCH -> LocalTime.of(13, 30);
            case DINNER -> LocalTime.of(19, 0);
        };
    }
}
