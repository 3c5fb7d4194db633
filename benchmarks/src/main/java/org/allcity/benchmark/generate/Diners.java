package org.allcity.benchmark.generate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;

/** Registered diners and their habits: a home point, another one, a usual period and mode, a group. Drawn anew whenever asked for. */
final class Diners {

    private static final double STAFF = 0.015;
    /** Above 1, some come often and many seldom. */
    private static final double UNEVEN = 1.25;
    private static final int ASKED = 8;

    private final long seed;
    private final int count;
    private final List<MealPoint> points;
    private final double[] sizes;

    Diners(long seed, int count, List<MealPoint> points) {
        this.seed = seed;
        this.count = count;
        this.points = points;
        this.sizes = points.stream().mapToDouble(MealPoint::mealsADay).toArray();
        for (int i = 1; i < sizes.length; i++) {
            sizes[i] += sizes[i - 1];
        }
    }

    /** One who comes to eat; who comes often is drawn often. */
    int draw(SplittableRandom random) {
        return (int) (count * Math.pow(random.nextDouble(), UNEVEN));
    }

    /** A point, the larger the likelier. */
    int anyPoint(double unit) {
        int found = Arrays.binarySearch(sizes, unit * sizes[sizes.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, sizes.length - 1);
    }

    int home(int diner) {
        return anyPoint(habit(diner, 0));
    }

    int otherPoint(int diner) {
        return anyPoint(habit(diner, 1));
    }

    int period(int diner) {
        double usual = habit(diner, 2);
        int period = usual < 0.1 ? 0 : usual < 0.8 ? 1 : 2;
        return points.get(home(diner)).periods().contains(MealPeriod.values()[period]) ? period : 1;
    }

    int mode(int diner) {
        return mode(habit(diner, 3));
    }

    static int mode(double unit) {
        return unit < 0.70 ? 0 : unit < 0.85 ? 1 : 2;
    }

    int group(int diner) {
        double who = habit(diner, 4);
        if (who < STAFF) {
            return 4;
        }
        if (who < STAFF + points.get(home(diner)).under60Share()) {
            return 3;
        }
        double age = habit(diner, 5);
        return age < 0.62 ? 0 : age < 0.92 ? 1 : 2;
    }

    private double habit(int diner, int which) {
        return Mix.unit(seed ^ Mix.of((long) diner * ASKED + which));
    }
}
