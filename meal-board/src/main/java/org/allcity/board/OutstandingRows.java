package org.allcity.board;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.ServiceMode;

/** The orders of a day by period and mode, where any was placed. */
final class OutstandingRows {

    private static final List<String> COLUMNS =
            List.of("period", "mode", "outstanding", "placed", "collected", "cancelled", "over");

    private OutstandingRows() {}

    static Table of(List<MealCell> cells, LocalDate day, Instant now) {
        Map<Handover, MealSums> sums = new HashMap<>();
        cells.forEach(cell -> sums.computeIfAbsent(new Handover(cell.period(), cell.mode()), key -> new MealSums()).add(cell));
        List<List<Object>> rows = new ArrayList<>();
        for (MealPeriod period : MealPeriod.values()) {
            for (ServiceMode mode : ServiceMode.values()) {
                MealSums found = sums.getOrDefault(new Handover(period, mode), new MealSums());
                if (found.sum(Measure.PLACED) != 0) {
                    rows.add(List.of(
                            period,
                            mode,
                            found.outstanding(),
                            found.sum(Measure.PLACED),
                            found.sum(Measure.COLLECTED),
                            found.sum(Measure.CANCELLED),
                            Periods.isOver(period, day, now)));
                }
            }
        }
        return new Table(COLUMNS, rows);
    }

    private record Handover(MealPeriod period, ServiceMode mode) {}
}
