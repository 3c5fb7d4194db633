package org.allcity.simulator.day;

import java.util.List;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SeededStream;
import org.allcity.simulator.city.Terminal;
import org.jspecify.annotations.Nullable;

/** One order from placing to serving, with all that can happen to it on the way. */
final class OrderStory {

    // Of orders; of meals served it is 17 %, since more of those placed ahead are never collected.
    private static final double DELIVERED = 0.183;
    private static final double TAKEN_AWAY = 0.18;
    private static final double DELIVERY_PLACED_AHEAD = 0.85;
    private static final double PLACED_AHEAD = 0.20;
    private static final double CANCELLED = 0.06;
    private static final double SERVED_THOUGH_CANCELLED = 0.04;
    private static final double NOT_COLLECTED = 0.04;
    private static final double OTHER_MODE = 0.03;
    private static final double OTHER_SERVINGS = 0.01;
    private static final double LAST_PERIOD = 0.005;
    private static final double OTHER_POINT = 0.005;
    private static final double SEVERAL_SERVINGS = 0.015;
    private static final double SECOND_MEAL = 0.008;
    private static final double SECOND_ELSEWHERE = 0.4;
    private static final double VOIDED = 0.010;
    private static final double VOIDED_NEXT_MORNING = 0.001;
    private static final double SERVED_ANEW = 0.6;
    // Two terminals that both report one order, or one that reports it again after a reset.
    private static final double CONFLICTING = 0.0005;

    private final City city;
    private final DayTimes times;
    private final SeededStream stream;
    private final FactSheet sheet;

    OrderStory(City city, DayTimes times, SeededStream stream, FactSheet sheet) {
        this.city = city;
        this.times = times;
        this.stream = stream;
        this.sheet = sheet;
    }

    void tell(MealPoint point, MealPeriod period, @Nullable Diner diner) {
        ServiceMode mode = mode();
        DinerGroup group = diner == null ? DinerGroup.UNREGISTERED : diner.group();
        long served = times.served(period, group, stream);
        boolean ahead = stream.chance(mode == ServiceMode.HOME_DELIVERY ? DELIVERY_PLACED_AHEAD : PLACED_AHEAD);
        long begins = ahead ? times.placed(period, stream) : served;
        Order order = Order.of(FactSheet.id(begins, stream), period, mode, servings(), diner);
        if (ahead) {
            placeAndServe(point, order, begins, served);
        } else {
            serve(point, order, served);
        }
    }

    private void placeAndServe(MealPoint point, Order order, long placed, long served) {
        sheet.write(FactKind.PLACED, order, terminal(point), placed, stream);
        double fate = stream.unit();
        if (fate < CANCELLED) {
            sheet.write(FactKind.CANCELLED, order, terminal(point), times.cancelled(placed, order.period(), stream), stream);
            if (!stream.chance(SERVED_THOUGH_CANCELLED)) {
                return;
            }
        } else if (fate < CANCELLED + NOT_COLLECTED) {
            return;
        }
        Order collected = changed(point, order);
        MealPoint where = stream.chance(OTHER_POINT) ? neighbour(point, collected.period()) : point;
        serve(where, collected, collected.period() == order.period() ? served
                : times.served(collected.period(), collected.group(), stream));
    }

    /** As it is served, an order may differ from how it was placed. */
    private Order changed(MealPoint point, Order placed) {
        Order order = placed;
        if (stream.chance(OTHER_MODE)) {
            order = order.withMode(mode());
        }
        if (stream.chance(OTHER_SERVINGS)) {
            order = order.withServings(1 + stream.below(3));
        }
        if (stream.chance(LAST_PERIOD)) {
            order = order.withPeriod(point.periods().get(point.periods().size() - 1));
        }
        return order;
    }

    private void serve(MealPoint point, Order order, long served) {
        Terminal terminal = terminal(point);
        sheet.write(FactKind.SERVED, order, terminal, served, stream);
        if (stream.chance(CONFLICTING)) {
            conflict(point, order, terminal, served);
        }
        if (stream.chance(VOIDED)) {
            long voided = times.minutesAfter(served, 1, 15, stream);
            sheet.write(FactKind.VOIDED, order, terminal, voided, stream);
            if (stream.chance(SERVED_ANEW)) {
                sheet.write(FactKind.SERVED, order.withId(FactSheet.id(voided, stream)), terminal, voided, stream);
            }
        } else if (stream.chance(VOIDED_NEXT_MORNING)) {
            sheet.writeLate(FactKind.VOIDED, order, terminal, times.nextMorning(stream), stream);
        }
        if (order.diner() != null && stream.chance(SECOND_MEAL)) {
            MealPoint where = stream.chance(SECOND_ELSEWHERE) ? neighbour(point, order.period()) : point;
            long again = times.minutesAfter(served, 5, 60, stream);
            sheet.write(FactKind.SERVED, order.withId(FactSheet.id(again, stream)), terminal(where), again, stream);
        }
    }

    /** The same terminal at the same moment (so that the lesser event id decides), or another one a little later. */
    private void conflict(MealPoint point, Order order, Terminal terminal, long served) {
        Order other = order.withServings(order.servings() % 3 + 1).withMode(mode());
        boolean sameMoment = stream.chance(0.5);
        sheet.write(FactKind.SERVED, other, sameMoment ? terminal : terminal(point),
                sameMoment ? served : times.minutesAfter(served, 0, 3, stream), stream);
    }

    private MealPoint neighbour(MealPoint point, MealPeriod period) {
        List<MealPoint> around = city.pointsOf(point.district());
        MealPoint neighbour = stream.pick(around);
        return neighbour.periods().contains(period) ? neighbour : point;
    }

    private Terminal terminal(MealPoint point) {
        return stream.pick(city.terminalsOf(point));
    }

    private ServiceMode mode() {
        double u = stream.unit();
        return u < DELIVERED ? ServiceMode.HOME_DELIVERY
                : u < DELIVERED + TAKEN_AWAY ? ServiceMode.TAKEAWAY : ServiceMode.DINE_IN;
    }

    private int servings() {
        if (!stream.chance(SEVERAL_SERVINGS)) {
            return 1;
        }
        return stream.chance(0.9) ? 2 + stream.below(2) : 4 + stream.below(17);
    }
}
