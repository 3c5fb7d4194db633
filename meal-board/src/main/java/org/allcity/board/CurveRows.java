package org.allcity.board;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.allcity.counts.CountView.CurveCell;

/** The meals of a day by quarter of an hour and district. */
final class CurveRows {

    private static final List<String> COLUMNS = List.of("quarter", "district", "meals");

    private CurveRows() {}

    static Table of(List<CurveCell> cells) {
        List<CurveCell> sorted = new ArrayList<>(cells);
        sorted.removeIf(cell -> cell.count() == 0);
        sorted.sort(Comparator.comparing(CurveCell::quarter).thenComparing(CurveCell::district));
        List<List<Object>> rows = new ArrayList<>();
        sorted.forEach(cell -> rows.add(List.of(startOf(cell.quarter()), cell.district(), cell.count())));
        return new Table(COLUMNS, rows);
    }

    /** When a quarter of an hour begins, as {@code 11:30}. */
    static String startOf(int quarter) {
        return "%02d:%02d".formatted(quarter / 4, quarter % 4 * 15);
    }
}
