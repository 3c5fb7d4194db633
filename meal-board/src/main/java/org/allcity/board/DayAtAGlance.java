package org.allcity.board;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.CountView.CurveCell;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.CountView.PersonCell;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceDay;
import org.allcity.counts.Window;

/**
 * Reads a day's figures. That takes several readings; they are of one instant exactly when their positions are the same, so it
 * reads again until they are.
 */
public final class DayAtAGlance {

    /** Positions move some hundred times a second at most, and one try takes about a millisecond. */
    private static final int TRIES_MAX = 12;

    private final CountView counts;
    private final Clock clock;
    private final String city;

    public DayAtAGlance(CountView counts, Clock clock, String city) {
        this.counts = counts;
        this.clock = clock;
        this.city = city;
    }

    public DayFigures today() {
        return of(ServiceDay.of(clock.instant()));
    }

    public DayFigures of(LocalDate day) {
        Readings readings = read(day);
        for (int tries = 1; tries < TRIES_MAX && !readings.consistent(); tries++) {
            readings = read(day);
        }
        return figures(day, readings);
    }

    private Readings read(LocalDate day) {
        Window window = Window.of(Window.Kind.DAY, day);
        return new Readings(
                clock.instant(),
                counts.persons(window, city, AreaLevel.CITY),
                counts.persons(window, city, AreaLevel.DISTRICT),
                counts.meals(day, day, city, AreaLevel.DISTRICT),
                counts.curve(day));
    }

    private static DayFigures figures(LocalDate day, Readings readings) {
        List<MealCell> meals = readings.meals.cells();
        Predicate<MealPeriod> over = period -> Periods.isOver(period, day, readings.asOf);
        return new DayFigures(
                day,
                readings.asOf.atOffset(ServiceDay.OFFSET).truncatedTo(ChronoUnit.MILLIS),
                readings.meals.positions(),
                readings.consistent(),
                headline(meals, over, readings.cityPersons.cells()),
                districts(meals, over, readings.districtPersons.cells()),
                periods(meals, over),
                curve(readings.curve.cells()));
    }

    private static DayFigures.Headline headline(
            List<MealCell> meals, Predicate<MealPeriod> over, List<PersonCell> persons) {
        MealSums sums = MealSums.of(meals);
        return new DayFigures.Headline(
                sums.sum(Measure.MEALS),
                count(persons, PersonMeasure.PERSONS),
                count(persons, PersonMeasure.SENIORS),
                sums.firstMeals(),
                sums.sum(Measure.SECOND_MEALS),
                sums.unregisteredMeals(),
                sums.sum(Measure.VOIDED),
                sums.sum(Measure.PLACED),
                sums.sum(Measure.COLLECTED),
                sums.sum(Measure.CANCELLED),
                sums.outstanding(),
                notCollected(meals, over));
    }

    private static long notCollected(List<MealCell> meals, Predicate<MealPeriod> over) {
        return MealSums.of(meals.stream().filter(cell -> over.test(cell.period())).toList()).outstanding();
    }

    private static List<DayFigures.District> districts(
            List<MealCell> meals, Predicate<MealPeriod> over, List<PersonCell> persons) {
        TreeSet<String> codes = new TreeSet<>();
        meals.forEach(cell -> codes.add(cell.area().code()));
        persons.forEach(cell -> codes.add(cell.area().code()));
        List<DayFigures.District> districts = new ArrayList<>();
        for (String code : codes) {
            List<MealCell> cells = meals.stream().filter(cell -> cell.area().code().equals(code)).toList();
            MealSums sums = MealSums.of(cells);
            List<PersonCell> served = persons.stream().filter(cell -> cell.area().code().equals(code)).toList();
            districts.add(new DayFigures.District(
                    code,
                    sums.sum(Measure.MEALS),
                    count(served, PersonMeasure.PERSONS),
                    count(served, PersonMeasure.SENIORS),
                    sums.outstanding(),
                    notCollected(cells, over)));
        }
        return districts;
    }

    private static List<DayFigures.Period> periods(List<MealCell> meals, Predicate<MealPeriod> over) {
        List<DayFigures.Period> periods = new ArrayList<>();
        for (MealPeriod period : MealPeriod.values()) {
            MealSums sums = MealSums.of(meals.stream().filter(cell -> cell.period() == period).toList());
            periods.add(new DayFigures.Period(
                    period,
                    sums.sum(Measure.MEALS),
                    sums.sum(Measure.PLACED),
                    sums.outstanding(),
                    over.test(period)));
        }
        return periods;
    }

    private static List<DayFigures.Quarter> curve(List<CurveCell> cells) {
        SortedMap<Integer, Long> meals = new TreeMap<>();
        cells.forEach(cell -> meals.merge(cell.quarter(), cell.count(), Long::sum));
        List<DayFigures.Quarter> curve = new ArrayList<>();
        for (Map.Entry<Integer, Long> quarter : meals.entrySet()) {
            if (quarter.getValue() != 0) {
                curve.add(new DayFigures.Quarter(CurveRows.startOf(quarter.getKey()), quarter.getValue()));
            }
        }
        return curve;
    }

    /** The count of the one area that the cells are of. */
    private static long count(List<PersonCell> cells, PersonMeasure measure) {
        return cells.stream().filter(cell -> cell.measure() == measure).mapToLong(PersonCell::count).findFirst().orElse(0);
    }

    private record Readings(
            Instant asOf,
            Reading<PersonCell> cityPersons,
            Reading<PersonCell> districtPersons,
            Reading<MealCell> meals,
            Reading<CurveCell> curve) {

        boolean consistent() {
            return cityPersons.positions().equals(meals.positions())
                    && districtPersons.positions().equals(meals.positions())
                    && curve.positions().equals(meals.positions());
        }
    }
}
