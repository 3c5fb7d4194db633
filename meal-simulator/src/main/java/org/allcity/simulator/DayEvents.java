package org.allcity.simulator;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.allcity.simulator.city.City;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.PlannedEvent;

/** The events that terminals send on a day: its own, and what is reported late of the day before. */
final class DayEvents {

    private final City city;

    DayEvents(City city) {
        this.city = city;
    }

    List<PlannedEvent> sentOn(LocalDate day) {
        List<PlannedEvent> events = new ArrayList<>(DayPlan.of(city, day).events());
        events.addAll(DayPlan.of(city, day.minusDays(1)).late());
        return events;
    }
}
