package org.allcity.board;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What all tables share: columns, rows and their order. */
final class Rows {

    /** First value first; the values of one place are of one type, so they compare with each other. */
    static final Comparator<List<Comparable<?>>> BY_KEY = Rows::compare;

    private Rows() {}

    static List<String> columns(List<Cut> by, List<String> measures) {
        List<String> columns = new ArrayList<>();
        by.forEach(cut -> columns.add(cut.key()));
        columns.addAll(measures);
        return columns;
    }

    static List<Object> row(List<? extends Comparable<?>> key, List<?> values) {
        List<Object> row = new ArrayList<>(key);
        row.addAll(values);
        return row;
    }

    @SuppressWarnings("unchecked")
    private static int compare(List<Comparable<?>> a, List<Comparable<?>> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = ((Comparable<Object>) a.get(i)).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
