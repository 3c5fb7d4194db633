package org.allcity.simulator.day;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SeededStream;
import org.allcity.simulator.city.Terminal;
import org.jspecify.annotations.Nullable;

/** Collects the facts of a day as their terminals write them: by the terminal's clock, and sendable when its line is up. */
final class FactSheet {

    private final LocalDate day;
    private final List<Outage> outages;
    private final List<PlannedEvent> events = new ArrayList<>();
    private final List<PlannedEvent> late = new ArrayList<>();

    FactSheet(City city, LocalDate day) {
        this.day = day;
        this.outages = city.terminals().stream().map(terminal -> Outage.of(city, terminal, day)).toList();
    }

    List<PlannedEvent> events() {
        return events;
    }

    List<PlannedEvent> late() {
        return late;
    }

    void write(FactKind kind, Order order, Terminal terminal, long trueTime, SeededStream stream) {
        events.add(planned(fact(kind, order, terminal, trueTime, stream), trueTime, stream, null));
    }

    void writeFlawed(Flaw flaw, FactKind kind, Order order, Terminal terminal, long trueTime, SeededStream stream) {
        events.add(planned(fact(kind, order, terminal, trueTime, stream), trueTime, stream, flaw));
    }

    /** A fact of the next day about this one. Outages are this day's, so they do not delay it. */
    void writeLate(FactKind kind, Order order, Terminal terminal, long trueTime, SeededStream stream) {
        Fact fact = fact(kind, order, terminal, trueTime, stream);
        late.add(new PlannedEvent(fact, Math.max(trueTime, fact.occurredAt()), null));
    }

    private PlannedEvent planned(Fact fact, long trueTime, SeededStream stream, @Nullable Flaw flaw) {
        long sendableAt = outages.get(fact.terminal().index()).sendableAt(trueTime, stream);
        // A clock that is ahead would report the future: such a terminal waits until the true time has caught up.
        return new PlannedEvent(fact, Math.max(sendableAt, fact.occurredAt()), flaw);
    }

    private Fact fact(FactKind kind, Order order, Terminal terminal, long trueTime, SeededStream stream) {
        Outage outage = outages.get(terminal.index());
        Capture capture = outage.covers(trueTime) ? outage.capture() : Capture.LIVE;
        return new Fact(id(trueTime, stream), order.id(), kind, terminal.shows(trueTime), day, order.period(), order.mode(),
                order.servings(), order.diner(), order.group(), capture, terminal);
    }

    /** Laid out as UUIDv7, of the true time and the stream. */
    static UUID id(long trueTime, SeededStream stream) {
        long random = stream.nextLong();
        return new UUID(trueTime << 16 | 0x7000 | random >>> 52, 0x8000000000000000L | stream.nextLong() >>> 2);
    }
}
