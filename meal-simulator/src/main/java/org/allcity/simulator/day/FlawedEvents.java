package org.allcity.simulator.day;

import java.time.LocalDate;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SeededStream;

/** A few events that ingest must reject. Each would be a meal of its own if it were counted, so that it would be noticed. */
final class FlawedEvents {

    private final City city;
    private final DayTimes times;
    private final SeededStream stream;
    private final FactSheet sheet;

    FlawedEvents(City city, LocalDate day, SeededStream stream, FactSheet sheet) {
        this.city = city;
        this.times = new DayTimes(day);
        this.stream = stream;
        this.sheet = sheet;
    }

    void write(int count) {
        Flaw[] flaws = Flaw.values();
        for (int i = 0; i < count; i++) {
            MealPoint point = stream.pick(city.points());
            MealPeriod period = stream.pick(point.periods());
            Diner diner = city.diner(point, stream.below(point.diners()));
            long served = times.served(period, diner.group(), stream);
            Order order = Order.of(FactSheet.id(served, stream), period, ServiceMode.DINE_IN, 1, diner);
            sheet.writeFlawed(flaws[i % flaws.length], FactKind.SERVED, order, stream.pick(city.terminalsOf(point)), served,
                    stream);
        }
    }
}
