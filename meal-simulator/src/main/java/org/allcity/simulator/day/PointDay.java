package org.allcity.simulator.day;

import java.time.LocalDate;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SeededStream;
import org.jspecify.annotations.Nullable;

/** One meal point's day: who comes, to which meal. What becomes of each order is told by {@link OrderStory}. */
final class PointDay {

    private static final double UNREGISTERED = 0.035;
    private static final double FROM_DISTRICT = 0.09;
    private static final double FROM_CITY = 0.02;

    private final City city;
    private final MealPoint point;
    private final SeededStream stream;
    private final OrderStory story;

    PointDay(City city, LocalDate day, MealPoint point, SeededStream stream, FactSheet sheet) {
        this.city = city;
        this.point = point;
        this.stream = stream;
        this.story = new OrderStory(city, new DayTimes(day), stream, sheet);
    }

    void play(double demand) {
        for (MealPeriod period : point.periods()) {
            int orders = stream.poisson(point.mealsOf(period) * demand);
            // The point's own diners in a drawn order, each at most once: who comes twice is drawn by the story.
            int first = stream.below(point.diners());
            int step = coprimeStep(point.diners());
            for (int i = 0; i < orders; i++) {
                int own = (int) ((first + (long) i * step) % point.diners());
                story.tell(point, period, diner(own));
            }
        }
    }

    private @Nullable Diner diner(int own) {
        double who = stream.unit();
        if (who < UNREGISTERED) {
            return null;
        }
        if (who < UNREGISTERED + FROM_DISTRICT) {
            return anyDiner(stream.pick(city.pointsOf(point.district())));
        }
        if (who < UNREGISTERED + FROM_DISTRICT + FROM_CITY) {
            return anyDiner(stream.pick(city.points()));
        }
        return city.diner(point, own);
    }

    private Diner anyDiner(MealPoint home) {
        return city.diner(home, stream.below(home.diners()));
    }

    private int coprimeStep(int size) {
        int step = 1 + stream.below(size);
        while (gcd(step, size) != 1) {
            step++;
        }
        return step;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
