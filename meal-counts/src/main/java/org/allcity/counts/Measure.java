package org.allcity.counts;

/**
 * The additive measures that are stored; all count servings. The others follow: outstanding = placed - collected - cancelled,
 * unregistered meals are the meals of that group, first meals are the remaining ones.
 */
public enum Measure {
    /** Served and not voided. */
    MEALS,
    /** Of the meals, those after a registered diner's first in the same service day and period. */
    SECOND_MEALS,
    /** Served and voided. */
    VOIDED,
    /** Placed, whatever came of it. */
    PLACED,
    /** Placed and served, voided or not; under the attributes of the placing. */
    COLLECTED,
    /** Placed and cancelled and not served. */
    CANCELLED
}
