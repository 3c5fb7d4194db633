package org.allcity.board;

import java.util.Arrays;
import java.util.List;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.Measure;

/** Sums of additive counts, with the measures that follow from them. */
final class MealSums {

    /** In the order of {@link #values()}. */
    static final List<String> COLUMNS = List.of(
            "meals",
            "firstMeals",
            "secondMeals",
            "unregisteredMeals",
            "voided",
            "placed",
            "collected",
            "cancelled",
            "outstanding");

    private final long[] sums = new long[Measure.values().length];
    private long unregisteredMeals;

    static MealSums of(List<MealCell> cells) {
        MealSums sums = new MealSums();
        cells.forEach(sums::add);
        return sums;
    }

    void add(MealCell cell) {
        sums[cell.measure().ordinal()] += cell.count();
        if (cell.measure() == Measure.MEALS && cell.group() == DinerGroup.UNREGISTERED) {
            unregisteredMeals += cell.count();
        }
    }

    boolean isZero() {
        return Arrays.stream(sums).allMatch(sum -> sum == 0);
    }

    List<Long> values() {
        return List.of(
                sum(Measure.MEALS),
                firstMeals(),
                sum(Measure.SECOND_MEALS),
                unregisteredMeals,
                sum(Measure.VOIDED),
                sum(Measure.PLACED),
                sum(Measure.COLLECTED),
                sum(Measure.CANCELLED),
                outstanding());
    }

    long sum(Measure measure) {
        return sums[measure.ordinal()];
    }

    /** Meals of registered diners, but for their second ones. */
    long firstMeals() {
        return sum(Measure.MEALS) - sum(Measure.SECOND_MEALS) - unregisteredMeals;
    }

    long unregisteredMeals() {
        return unregisteredMeals;
    }

    /** Placed, and neither served nor cancelled. */
    long outstanding() {
        return sum(Measure.PLACED) - sum(Measure.COLLECTED) - sum(Measure.CANCELLED);
    }
}
