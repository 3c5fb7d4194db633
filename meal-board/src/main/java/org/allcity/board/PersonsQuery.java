package org.allcity.board;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import org.allcity.counts.Window;

/** Whose persons, in which window, and how to split them. */
public record PersonsQuery(Window window, String area, List<Cut> by) {

    public PersonsQuery {
        by = List.copyOf(by);
    }

    /** Reads it from the parameters window, of, area and by. */
    public static PersonsQuery of(QueryParameters parameters, String city, LocalDate today) {
        return new PersonsQuery(
                parameters.window(today),
                parameters.area(city),
                parameters.by(EnumSet.of(Cut.DISTRICT, Cut.SUBDISTRICT, Cut.POINT)));
    }
}
