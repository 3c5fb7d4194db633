package org.allcity.simulator.truth;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.truth.DayTruth.Served;

/**
 * Who was served where in one window: a set of (point, diner, senior), kept as sorted numbers because a year of a whole
 * city is millions of servings.
 */
public final class PersonTruth {

    static final List<String> COLUMNS = List.of("persons", "seniors");

    private static final int DINER_BITS = 32;
    private static final int FIRST_SIZE = 1 << 16;

    private final List<MealPoint> points;
    private long[] served = new long[FIRST_SIZE];
    private int size;

    PersonTruth(List<MealPoint> points) {
        this.points = points;
    }

    void add(DayTruth day) {
        for (Served one : day.served()) {
            if (size == served.length) {
                compact();
                served = size > served.length / 2 ? Arrays.copyOf(served, served.length * 2) : served;
            }
            served[size++] = ((long) one.point() << DINER_BITS | one.diner()) << 1 | (one.senior() ? 1 : 0);
        }
    }

    /** Unduplicated persons and seniors per area, of the points that {@code where} lets through. */
    Table table(Function<MealPoint, List<String>> area, Predicate<MealPoint> where) {
        compact();
        Map<List<String>, Integer> areas = new TreeMap<>(Comparator.comparing(Object::toString));
        points.stream().filter(where).forEach(point -> areas.putIfAbsent(area.apply(point), areas.size()));

        Map<List<String>, long[]> rows = new TreeMap<>(Comparator.comparing(Object::toString));
        long[] persons = distinctByArea(areas, area, where, false);
        long[] seniors = distinctByArea(areas, area, where, true);
        areas.forEach((key, number) -> {
            if (persons[number] > 0) {
                rows.put(key, new long[] {persons[number], seniors[number]});
            }
        });
        return new Table(COLUMNS, rows);
    }

    private long[] distinctByArea(Map<List<String>, Integer> areas, Function<MealPoint, List<String>> area,
            Predicate<MealPoint> where, boolean seniorsOnly) {
        long dinerMask = (1L << DINER_BITS) - 1;
        int[] areaOfPoint = points.stream().mapToInt(point -> where.test(point) ? areas.get(area.apply(point)) : -1).toArray();
        long[] dinersOfAreas = Arrays.stream(served, 0, size)
                .filter(one -> !seniorsOnly || (one & 1) == 1)
                .map(one -> one >>> 1)
                .filter(one -> areaOfPoint[(int) (one >>> DINER_BITS)] >= 0)
                .map(one -> (long) areaOfPoint[(int) (one >>> DINER_BITS)] << DINER_BITS | one & dinerMask)
                .sorted().toArray();

        long[] count = new long[areas.size()];
        for (int i = 0; i < dinersOfAreas.length; i++) {
            if (i == 0 || dinersOfAreas[i] != dinersOfAreas[i - 1]) {
                count[(int) (dinersOfAreas[i] >>> DINER_BITS)]++;
            }
        }
        return count;
    }

    private void compact() {
        Arrays.sort(served, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || served[i] != served[i - 1]) {
                served[kept++] = served[i];
            }
        }
        size = kept;
    }
}
