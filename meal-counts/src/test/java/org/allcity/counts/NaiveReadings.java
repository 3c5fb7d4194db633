package org.allcity.counts;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.counts.CountView.CurveCell;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.CountView.PersonCell;

/** What a view must show of given counts, found by looking at each of them; places are compared as the texts they are. */
record NaiveReadings(Map<CountKey, Long> counts) {

    List<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        Map<MealCell, Long> sums = new HashMap<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Meals meals
                    && meals.day().compareTo(from) >= 0
                    && meals.day().compareTo(to) <= 0
                    && codes(meals.place()).contains(areaCode)) {
                Area area = meals.place().area(detail);
                MealCell cut = new MealCell(
                        meals.day(), area, meals.period(), meals.mode(), meals.group(), meals.measure(), 0);
                sums.merge(cut, count, Long::sum);
            }
        });
        List<MealCell> cells = new ArrayList<>();
        sums.forEach((cut, sum) -> cells.add(
                new MealCell(cut.day(), cut.area(), cut.period(), cut.mode(), cut.group(), cut.measure(), sum)));
        return cells;
    }

    List<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        List<PersonCell> cells = new ArrayList<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Persons persons
                    && persons.window().equals(window)
                    && persons.area().level() == detail
                    && codes(persons.area()).contains(areaCode)) {
                cells.add(new PersonCell(persons.area(), persons.measure(), count));
            }
        });
        return cells;
    }

    List<CurveCell> curve(LocalDate day) {
        List<CurveCell> cells = new ArrayList<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Curve curve && curve.day().equals(day)) {
                cells.add(new CurveCell(curve.district(), curve.quarter(), count));
            }
        });
        return cells;
    }

    private static List<String> codes(Place place) {
        String subdistrict = place.subdistrict();
        return List.of("330100", subdistrict.substring(0, 6), subdistrict, place.point());
    }

    /** Of the area itself and of all that it lies in. */
    private static List<String> codes(Area area) {
        return switch (area.level()) {
            case CITY -> List.of("330100");
            case DISTRICT -> List.of("330100", area.path());
            case SUBDISTRICT -> List.of("330100", area.path().substring(0, 6), area.path());
            case POINT -> codes(new Place(area.path().substring(0, 9), area.path().substring(10)));
        };
    }
}
