package org.allcity.board;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.TooMuchAskedException;

/** Groups additive counts: one row per combination of the asked values that occurs, sorted by them. */
final class MealRows {

    /** Bounds an answer's size; a year of days by district, period, mode and group has less. */
    static final int ROWS_MAX = 100_000;

    private MealRows() {}

    static Table of(List<MealCell> cells, List<Cut> by) {
        Map<List<Comparable<?>>, MealSums> groups = new HashMap<>();
        for (MealCell cell : cells) {
            groups.computeIfAbsent(keyOf(cell, by), key -> new MealSums()).add(cell);
            if (groups.size() > ROWS_MAX) {
                throw new TooMuchAskedException("rows: more than " + ROWS_MAX
                        + " (expected: at most that many; ask for fewer days, a smaller area or fewer values in by)");
            }
        }
        List<List<Comparable<?>>> keys = new ArrayList<>(groups.keySet());
        keys.sort(Rows.BY_KEY);
        List<List<Object>> rows = new ArrayList<>();
        for (List<Comparable<?>> key : keys) {
            MealSums sums = groups.get(key);
            if (!sums.isZero()) {
                rows.add(Rows.row(key, sums.values()));
            }
        }
        return new Table(Rows.columns(by, MealSums.COLUMNS), rows);
    }

    private static List<Comparable<?>> keyOf(MealCell cell, List<Cut> by) {
        List<Comparable<?>> key = new ArrayList<>(by.size());
        for (Cut cut : by) {
            key.add(cut.of(cell));
        }
        return key;
    }
}
