package org.allcity.benchmark.expect;

import java.util.HashSet;
import java.util.Set;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.ServiceDays;

/**
 * The points that the sets of points must hold, and those that they may: a point whose only meal was voided is listed where the meal
 * had been counted before, and not where both came in one batch.
 */
public final class PointLists {

    private final Set<Long> expected = new HashSet<>();
    private final Set<Long> allowed = new HashSet<>();
    private long lastAllowed;

    void expect(int window, int date, int place) {
        expected.add(Cells.scope(window, date, place));
    }

    void allow(int day, int place) {
        long scope = Cells.scope(Cells.MONTH, ServiceDays.month(day), place);
        if (scope != lastAllowed) {
            allowed.add(scope);
            allowed.add(Cells.scope(Cells.YEAR, ServiceDays.year(day), place));
            lastAllowed = scope;
        }
    }

    /** Scopes of months and years at points. */
    public Set<Long> expected() {
        return expected;
    }

    public Set<Long> allowed() {
        return allowed;
    }
}
