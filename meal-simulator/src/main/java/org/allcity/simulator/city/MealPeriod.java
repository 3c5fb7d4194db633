package org.allcity.simulator.city;

import java.time.LocalTime;

/** The meal periods and the windows in which Hangzhou's meal points serve them. */
public enum MealPeriod {
    BREAKFAST(LocalTime.of(6, 30), LocalTime.of(9, 0)),
    LUNCH(LocalTime.of(10, 30), LocalTime.of(13, 30)),
    DINNER(LocalTime.of(16, 30), LocalTime.of(19, 0));

    private final LocalTime opens;
    private final LocalTime closes;

    MealPeriod(LocalTime opens, LocalTime closes) {
        this.opens = opens;
        this.closes = closes;
    }

    public LocalTime opens() {
        return opens;
    }

    public LocalTime closes() {
        return closes;
    }
}
