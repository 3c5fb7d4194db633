package org.allcity.simulator.city;

import org.jspecify.annotations.Nullable;

/** A registered diner. {@code number} is unique in the city. */
public record Diner(int number, MealPoint home, DinerGroup group, @Nullable String homeDistrict) {

    private static final int[] CHECK_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";

    /**
     * Eighteen characters like a citizen number, but never one: area code 000000 does not exist, no birth date is in it,
     * and the check character is always the wrong one.
     */
    public String citizenId() {
        String digits = "000000%011d".formatted(number);
        int sum = 0;
        for (int i = 0; i < CHECK_WEIGHTS.length; i++) {
            sum += (digits.charAt(i) - '0') * CHECK_WEIGHTS[i];
        }
        return digits + CHECK_CHARACTERS.charAt((sum + 1) % CHECK_CHARACTERS.length());
    }

    @Override
    public String toString() {
        return "Diner " + number;
    }
}
