package org.allcity.simulator.city;

import java.util.List;

/**
 * A meal point.
 *
 * @param mealsADay      expected on a weekday
 * @param under60Share   share of its diners who are under 60
 * @param firstDiner     number of the first of its {@code diners} own diners
 * @param firstTerminal  index of the first of its {@code terminals}
 */
public record MealPoint(int index, String id, String name, String district, String subdistrict, double mealsADay,
        List<MealPeriod> periods, double under60Share, boolean closedAtWeekends, int firstDiner, int diners,
        int firstTerminal, int terminals) {

    private static final double BREAKFAST_SHARE = 0.25;

    public MealPoint {
        periods = List.copyOf(periods);
    }

    /** 25, 37.5 and 37.5 % where all three are served; lunch and dinner alike where there is no breakfast. */
    public double mealsOf(MealPeriod period) {
        boolean breakfast = periods.contains(MealPeriod.BREAKFAST);
        double share = period == MealPeriod.BREAKFAST ? BREAKFAST_SHARE
                : (1 - (breakfast ? BREAKFAST_SHARE : 0)) / (periods.size() - (breakfast ? 1 : 0));
        return mealsADay * share;
    }

    @Override
    public String toString() {
        return id;
    }
}
