package org.allcity.counts;

/** Meal period (餐次). */
public enum MealPeriod {
    BREAKFAST,
    LUNCH,
    DINNER
}
