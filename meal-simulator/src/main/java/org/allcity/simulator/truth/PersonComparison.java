package org.allcity.simulator.truth;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPoint;

/**
 * Compares the unduplicated persons of one window at every level. Unlike meals, persons of others cannot be taken off a
 * figure: where others' points have any, the areas above those points are left out, with a note.
 */
final class PersonComparison {

    private final City city;
    private final BoardClient board;
    private final Figures figures;
    private final Set<String> othersDistricts = new TreeSet<>();

    PersonComparison(City city, BoardClient board, Figures figures) {
        this.city = city;
        this.board = board;
        this.figures = figures;
    }

    /** @param shared whether others may have served diners of their own at points of their own */
    void compare(Expectation.Window window, boolean shared) throws InterruptedException {
        comparePoints(window, shared);
        compareLevel(window, "subdistrict", point -> List.of(point.subdistrict()));
        compareLevel(window, "district", point -> List.of(point.district()));
        if (othersDistricts.isEmpty()) {
            figures.compare(what(window, ""), window.persons().table(point -> List.of(), point -> true),
                    read(window, City.CODE, ""));
        } else {
            figures.note("points of others have persons in %s (%s): persons of these districts and the city are left out"
                    .formatted(window.of(), String.join(", ", othersDistricts)));
        }
    }

    private void comparePoints(Expectation.Window window, boolean shared) throws InterruptedException {
        Set<String> own = city.points().stream().map(MealPoint::id).collect(Collectors.toSet());
        for (var district : city.districts()) {
            Table found = read(window, district.code(), "point");
            if (shared && found.rows().keySet().removeIf(key -> !own.contains(key.get(0)))) {
                othersDistricts.add(district.code());
            }
            figures.compare(what(window, "point"), window.persons().table(point -> List.of(point.id()),
                    point -> point.district().equals(district.code())), found);
        }
    }

    private void compareLevel(Expectation.Window window, String by, Function<MealPoint, List<String>> area)
            throws InterruptedException {
        Table found = read(window, City.CODE, by);
        // The code of a subdistrict begins with that of its district.
        found.rows().keySet().removeIf(key -> othersDistricts.contains(key.get(0).substring(0, City.CODE.length())));
        figures.compare(what(window, by),
                window.persons().table(area, point -> !othersDistricts.contains(point.district())), found);
    }

    private Table read(Expectation.Window window, String area, String by) throws InterruptedException {
        String query = "/v1/persons?window=%s&of=%s&area=%s%s".formatted(window.name(), window.of(), area,
                by.isEmpty() ? "" : "&by=" + by);
        BoardClient.Reading reading = board.json(query, by.isEmpty() ? List.of() : List.of(by), PersonTruth.COLUMNS);
        figures.check(reading.reached(), query + ": positions before those asked for (expected: past all of them)");
        return reading.table();
    }

    private static String what(Expectation.Window window, String by) {
        return "persons of " + window.of() + (by.isEmpty() ? "" : " by=" + by);
    }
}
