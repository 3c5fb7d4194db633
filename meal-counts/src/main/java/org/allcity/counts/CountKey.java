package org.allcity.counts;

import java.time.LocalDate;

/** Names one stored count. */
public sealed interface CountKey {

    /** An additive measure in its finest cut; wider cuts are sums of these. */
    record Meals(
            LocalDate day, Place place, MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure)
            implements CountKey {}

    /** Unduplicated diners of a window and area; never a sum. */
    record Persons(Window window, Area area, PersonMeasure measure) implements CountKey {}

    /**
     * Meals of a service day and district by the time of day they were served, for the day's curve.
     *
     * @param quarter quarter of an hour since midnight in Asia/Shanghai, 0 to 95
     */
    record Curve(LocalDate day, String district, int quarter) implements CountKey {

        public static final int QUARTERS_PER_DAY = 96;

        public Curve {
            if (quarter < 0 || quarter >= QUARTERS_PER_DAY) {
                throw new IllegalArgumentException("quarter: " + quarter + " (expected: 0 to 95)");
            }
        }
    }
}
