package org.allcity.simulator.truth;

import java.time.LocalDate;
import java.util.List;
import org.allcity.simulator.terminal.DayRun;
import org.jspecify.annotations.Nullable;

/**
 * What the board is expected to show of one service day, and of the month and year it lies in.
 *
 * @param shared  whether others may have sent meals of this day from points of their own
 * @param windows the month and the year, where it is known who ate in them
 * @param sent    what ingest answered to the day's events, if they were sent by this process
 * @param notes   what is left out, and why
 */
public record Expectation(LocalDate day, DayTruth truth, boolean shared, List<Window> windows,
        DayRun.@Nullable Outcome sent, List<String> notes) {

    /** @param name day, month or year; @param of as 2026-11-23, 2026-11 or 2026 */
    public record Window(String name, String of, PersonTruth persons) {
    }
}
