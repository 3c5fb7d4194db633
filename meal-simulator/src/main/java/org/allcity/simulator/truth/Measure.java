package org.allcity.simulator.truth;

/** The nine measures of a counts row, under the names that the board gives them. */
enum Measure {
    MEALS("meals"), FIRST_MEALS("firstMeals"), SECOND_MEALS("secondMeals"), UNREGISTERED_MEALS("unregisteredMeals"),
    VOIDED("voided"), PLACED("placed"), COLLECTED("collected"), CANCELLED("cancelled"), OUTSTANDING("outstanding");

    private final String field;

    Measure(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }
}
