package org.allcity.simulator.truth;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import org.allcity.simulator.city.City;
import org.allcity.simulator.truth.Expectation.Window;

/** Who ate in the month and the year of a day, from the truths of all their days that were ever played. */
public final class WindowTruths {

    private WindowTruths() {
    }

    /**
     * @param played the days of which any fact was ever sent
     * @param truths the truth of any of them; asked for once per day
     */
    public static List<Window> of(City city, LocalDate day, SortedSet<LocalDate> played,
            Function<LocalDate, DayTruth> truths) {
        String month = day.toString().substring(0, 7);
        String year = day.toString().substring(0, 4);
        PersonTruth inMonth = new PersonTruth(city.points());
        PersonTruth inYear = new PersonTruth(city.points());
        for (LocalDate one : played) {
            if (one.getYear() == day.getYear()) {
                DayTruth truth = truths.apply(one);
                inYear.add(truth);
                if (one.toString().startsWith(month)) {
                    inMonth.add(truth);
                }
            }
        }
        List<Window> windows = new ArrayList<>();
        windows.add(new Window("month", month, inMonth));
        windows.add(new Window("year", year, inYear));
        return windows;
    }
}
