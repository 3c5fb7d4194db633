package org.allcity.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.allcity.simulator.city.City;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.Fact;
import org.allcity.simulator.day.PlannedEvent;
import org.allcity.simulator.terminal.DayRun;
import org.allcity.simulator.truth.DayTruth;
import org.allcity.simulator.truth.Expectation;
import org.allcity.simulator.truth.WindowTruths;
import org.jspecify.annotations.Nullable;

/** What the board must show, from the days played so far; each is planned again from the seed. */
final class Expectations {

    private final City city;
    private final PlayedDays days;
    private final Map<LocalDate, Instant> caughtUp;

    Expectations(City city, PlayedDays days, Map<LocalDate, Instant> caughtUp) {
        this.city = city;
        this.days = days;
        this.caughtUp = caughtUp;
    }

    Expectation of(LocalDate day, DayRun.@Nullable Outcome sent) {
        SortedSet<LocalDate> unknown = new TreeSet<>(days.unfinished());
        unknown.removeAll(caughtUp.keySet());
        List<String> notes = new ArrayList<>();
        List<Expectation.Window> windows = List.of();
        if (unknown.stream().anyMatch(one -> one.getYear() == day.getYear())) {
            notes.add("%s was never played to its end and is too old to be: persons of month and year are left out"
                    .formatted(unknown.first()));
        } else {
            windows = WindowTruths.of(city, day, days.begun(), this::truth);
        }
        return new Expectation(day, truth(day), days.live(day), windows, sent, notes);
    }

    /** Of the day's own facts and those reported the next morning, as far as they have been sent. */
    private DayTruth truth(LocalDate day) {
        DayPlan plan = DayPlan.of(city, day);
        List<Fact> facts = new ArrayList<>(sent(plan.events(), day));
        facts.addAll(sent(plan.late(), day.plusDays(1)));
        return DayTruth.of(facts);
    }

    private List<Fact> sent(List<PlannedEvent> events, LocalDate day) {
        if (!days.begun().contains(day)) {
            return List.of();
        }
        Instant until = days.completed(day) ? Instant.MAX : caughtUp.getOrDefault(day, Instant.MIN);
        return events.stream()
                .filter(event -> event.valid() && !Instant.ofEpochMilli(event.due()).isAfter(until))
                .map(PlannedEvent::fact).toList();
    }
}
