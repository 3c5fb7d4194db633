package org.allcity.simulator.truth;

import java.util.ArrayList;
import java.util.List;

/**
 * How the board's figures compare with those that the facts must lead to.
 *
 * @param differences the first {@value #DIFFERENCES_MAX} figures that differ: which, expected, found
 * @param notes       what was left out, and why
 */
public record Comparison(int compared, int differ, List<String> differences, List<String> notes) {

    public static final int DIFFERENCES_MAX = 20;

    public Comparison {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    public boolean agrees() {
        return compared > 0 && differ == 0;
    }

    public String summary() {
        return compared + " figures compared, " + differ + " differ";
    }

    /** The summary, then a line for each difference shown and each note. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        differences.forEach(difference -> lines.add("  " + difference));
        if (differ > differences.size()) {
            lines.add("  … and " + (differ - differences.size()) + " more");
        }
        notes.forEach(note -> lines.add("  note: " + note));
        return lines;
    }
}
