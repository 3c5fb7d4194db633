package org.allcity.simulator.truth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Counts figures compared and figures that differ, and keeps the first differences. */
final class Figures {

    private final List<String> differences = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private int compared;
    private int differ;

    /** Every figure of every row of either table: a row missing or too many differs in all that is not zero, at least once. */
    void compare(String what, Table expected, Table found) {
        Set<List<String>> keys = new TreeSet<>(Comparator.comparing(Object::toString));
        keys.addAll(expected.rows().keySet());
        keys.addAll(found.rows().keySet());
        int columns = expected.columns().size();
        for (List<String> key : keys) {
            long[] expectedRow = expected.rows().get(key);
            long[] foundRow = found.rows().get(key);
            String where = what + (key.isEmpty() ? "" : " " + String.join(" ", key));
            int before = differ;
            for (int i = 0; i < columns; i++) {
                compare(where + " " + expected.columns().get(i), expectedRow == null ? 0 : expectedRow[i],
                        foundRow == null ? 0 : foundRow[i]);
            }
            if (differ == before && (expectedRow == null) != (foundRow == null)) {
                differs(where + ": " + (foundRow == null ? "no row" : "a row of zeros") + " (expected: "
                        + (expectedRow == null ? "no row" : "a row of zeros") + ")");
            }
        }
    }

    void compare(String what, long expected, long found) {
        compared++;
        if (expected != found) {
            differs("%s: %d (expected: %d)".formatted(what, found, expected));
        }
    }

    /** Something that is right or wrong as a whole. */
    void check(boolean right, String otherwise) {
        compared++;
        if (!right) {
            differs(otherwise);
        }
    }

    void note(String note) {
        notes.add(note);
    }

    Comparison result() {
        return new Comparison(compared, differ, differences, List.copyOf(notes));
    }

    private void differs(String how) {
        differ++;
        if (differences.size() < Comparison.DIFFERENCES_MAX) {
            differences.add(how);
        }
    }
}
