package org.allcity.board;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;

/** Which additive counts, and how to split them. */
public record CountsQuery(LocalDate from, LocalDate to, String area, List<Cut> by) {

    /** A year, and the month that it is compared with. */
    static final int DAYS_MAX = 400;

    public CountsQuery {
        by = List.copyOf(by);
        if (to.isBefore(from)) {
            throw new InvalidParameterException("to", to.toString(), "not before from, " + from);
        }
        long days = ChronoUnit.DAYS.between(from, to) + 1;
        if (days > DAYS_MAX) {
            throw new InvalidParameterException("to", to + ", " + days + " days", "at most " + DAYS_MAX + " days, "
                    + from + " to " + from.plusDays(DAYS_MAX - 1L));
        }
    }

    /** Reads it from the parameters from, to, area and by. */
    public static CountsQuery of(QueryParameters parameters, String city, LocalDate today) {
        LocalDate from = parameters.date("from", today);
        return new CountsQuery(
                from, parameters.date("to", from), parameters.area(city), parameters.by(EnumSet.allOf(Cut.class)));
    }
}
