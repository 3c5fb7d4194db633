package org.allcity.board;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.CountView.CurveCell;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.CountView.PersonCell;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceDay;

/** Answers queries, each from one reading of the counts. An answer is as of just before it was read: it can only hold more. */
public final class Board {

    private final CountView counts;
    private final Clock clock;
    private final String city;

    public Board(CountView counts, Clock clock, String city) {
        this.counts = counts;
        this.clock = clock;
        this.city = city;
    }

    public String city() {
        return city;
    }

    /** The current service day. */
    public LocalDate today() {
        return ServiceDay.of(clock.instant());
    }

    public Answer counts(CountsQuery query) {
        Instant asOf = clock.instant();
        Reading<MealCell> reading = counts.meals(
                query.from(), query.to(), query.area(), detail(AreaLevel.DISTRICT, query.area(), query.by()));
        String name = query.from().equals(query.to()) ? query.from().toString() : query.from() + "_" + query.to();
        return new Answer("counts_" + query.area() + "_" + name, asOf, reading.positions(), MealRows.of(reading.cells(), query.by()));
    }

    public Answer persons(PersonsQuery query) {
        Instant asOf = clock.instant();
        // A cut wider than the area is counted at the area's own level: the persons asked for are those of the area.
        AreaLevel detail = detail(AreaLevel.CITY, query.area(), query.by());
        Reading<PersonCell> reading = counts.persons(query.window(), query.area(), detail);
        String name = "persons_" + query.area() + "_" + query.window().kind().name().toLowerCase(Locale.ROOT) + "_"
                + query.window().first();
        return new Answer(name, asOf, reading.positions(), PersonRows.of(reading.cells(), query.by()));
    }

    public Answer outstanding(DayQuery query) {
        Instant asOf = clock.instant();
        Reading<MealCell> reading = counts.meals(
                query.date(), query.date(), query.area(), detail(AreaLevel.DISTRICT, query.area(), List.of()));
        Table table = OutstandingRows.of(reading.cells(), query.date(), asOf);
        return new Answer("outstanding_" + query.area() + "_" + query.date(), asOf, reading.positions(), table);
    }

    public Answer curve(LocalDate date) {
        Instant asOf = clock.instant();
        Reading<CurveCell> reading = counts.curve(date);
        return new Answer("curve_" + date, asOf, reading.positions(), CurveRows.of(reading.cells()));
    }

    /** How far to split areas: as far as asked, but not wider than the area itself, nor than the widest that is stored. */
    private static AreaLevel detail(AreaLevel widest, String area, List<Cut> by) {
        return Stream.concat(Stream.of(AreaLevel.ofCode(area)), by.stream().map(Cut::level).filter(Objects::nonNull))
                .reduce(widest, Board::narrower);
    }

    private static AreaLevel narrower(AreaLevel a, AreaLevel b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
