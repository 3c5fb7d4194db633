package org.allcity.board;

import java.time.LocalDate;

/** Which service day, and which part of the city. */
public record DayQuery(LocalDate date, String area) {

    /** Reads it from the parameters date and area. */
    public static DayQuery of(QueryParameters parameters, String city, LocalDate today) {
        return new DayQuery(parameters.date("date", today), parameters.area(city));
    }
}
