package org.allcity.simulator.day;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SeededStream;

/**
 * Everything that happens on one service day. The same city and day give the same events, ids and times included, so a day
 * can be played again at any time without counting anything twice.
 *
 * @param events sent by the end of the day, in order of {@code due}
 * @param late   about this day, but reported the next morning, in order of {@code due}
 */
public record DayPlan(LocalDate day, List<PlannedEvent> events, List<PlannedEvent> late) {

    private static final int DAYS = 0xC1;
    private static final int POINT_DAYS = 0xC2;
    private static final int FLAWS = 0xC3;

    private static final double WEEKEND = 0.87;
    private static final double WEATHER = 0.04;
    private static final int EVENTS_PER_FLAW = 4_000;
    private static final int FLAWS_MIN = 6;

    private static final Comparator<PlannedEvent> IN_ORDER = Comparator.comparingLong(PlannedEvent::due)
            .thenComparing(event -> event.fact().eventId());

    public static DayPlan of(City city, LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        double weather = WEATHER * SeededStream.of(city.seed(), DAYS, day.toEpochDay()).gaussian();
        double demand = (weekend ? WEEKEND : 1) * Math.max(0.8, Math.min(1.2, 1 + weather));

        FactSheet sheet = new FactSheet(city, day);
        for (MealPoint point : city.points()) {
            if (!(weekend && point.closedAtWeekends())) {
                SeededStream stream = SeededStream.of(city.seed(), POINT_DAYS, day.toEpochDay(), point.index());
                new PointDay(city, day, point, stream, sheet).play(demand);
            }
        }
        int flaws = Math.max(FLAWS_MIN, sheet.events().size() / EVENTS_PER_FLAW);
        new FlawedEvents(city, day, SeededStream.of(city.seed(), FLAWS, day.toEpochDay()), sheet).write(flaws);
        return new DayPlan(day, sorted(sheet.events()), sorted(sheet.late()));
    }

    private static List<PlannedEvent> sorted(List<PlannedEvent> events) {
        List<PlannedEvent> sorted = new ArrayList<>(events);
        sorted.sort(IN_ORDER);
        return List.copyOf(sorted);
    }
}
