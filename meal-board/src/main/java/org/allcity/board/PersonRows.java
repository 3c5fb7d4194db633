package org.allcity.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView.PersonCell;
import org.allcity.counts.PersonMeasure;

/** Rows of unduplicated persons. Each is one stored count: persons of two areas are never added up. */
final class PersonRows {

    private static final List<String> COLUMNS = List.of("persons", "seniors");

    private PersonRows() {}

    /** One row per area of the cells, under the codes of the areas that it lies in. */
    static Table of(List<PersonCell> cells, List<Cut> by) {
        Map<String, Area> areas = new TreeMap<>();
        Map<String, long[]> counts = new TreeMap<>();
        for (PersonCell cell : cells) {
            areas.put(cell.area().path(), cell.area());
            counts.computeIfAbsent(cell.area().path(), path -> new long[2])[cell.measure().ordinal()] += cell.count();
        }
        List<List<Comparable<?>>> keysAndCounts = new ArrayList<>();
        areas.forEach((path, area) -> {
            long[] found = counts.get(path);
            if (found[PersonMeasure.PERSONS.ordinal()] != 0) {
                List<Comparable<?>> row = new ArrayList<>();
                by.forEach(cut -> row.add(code(area, cut)));
                row.add(found[PersonMeasure.PERSONS.ordinal()]);
                row.add(found[PersonMeasure.SENIORS.ordinal()]);
                keysAndCounts.add(row);
            }
        });
        keysAndCounts.sort(Rows.BY_KEY);
        List<List<Object>> rows = new ArrayList<>();
        keysAndCounts.forEach(row -> rows.add(new ArrayList<>(row)));
        return new Table(Rows.columns(by, COLUMNS), rows);
    }

    private static String code(Area area, Cut cut) {
        AreaLevel level = cut.level();
        String code = level == null ? null : area.codeAt(level);
        if (code == null) {
            throw new IllegalArgumentException("by: " + cut.key() + " (expected: not narrower than " + area.path() + ")");
        }
        return code;
    }
}
