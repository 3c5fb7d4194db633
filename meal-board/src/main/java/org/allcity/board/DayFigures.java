package org.allcity.board;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import org.allcity.counts.MealPeriod;

/**
 * A service day at a glance: what the live page shows.
 *
 * @param asOf when it was read
 * @param positions by partition, the position in the log that the figures are exact up to
 * @param consistent whether all figures are of one instant; false when the counts changed faster than they could be read
 * @param curve the city's meals by quarter of an hour, where there were any
 */
public record DayFigures(
        LocalDate date,
        OffsetDateTime asOf,
        SortedMap<Integer, Long> positions,
        boolean consistent,
        Headline headline,
        List<District> districts,
        List<Period> periods,
        List<Quarter> curve) {

    /** Whether the other says the same of the counts, whenever it was read. */
    public boolean saysTheSameAs(DayFigures other) {
        return new DayFigures(date, other.asOf, positions, consistent, headline, districts, periods, curve).equals(other);
    }

    /**
     * The city's figures.
     *
     * @param notCollected the part of what is outstanding whose meal period is over
     */
    public record Headline(
            long meals,
            long persons,
            long seniors,
            long firstMeals,
            long secondMeals,
            long unregisteredMeals,
            long voided,
            long placed,
            long collected,
            long cancelled,
            long outstanding,
            long notCollected) {}

    /**
     * A district's figures.
     *
     * @param notCollected the part of what is outstanding whose meal period is over
     */
    public record District(
            String district, long meals, long persons, long seniors, long outstanding, long notCollected) {}

    /**
     * A meal period's figures.
     *
     * @param over whether what is outstanding counts as not collected
     */
    public record Period(MealPeriod period, long meals, long placed, long outstanding, boolean over) {}

    /**
     * Meals handed over in a quarter of an hour.
     *
     * @param quarter when it begins, as {@code 11:30}
     */
    public record Quarter(String quarter, long meals) {}
}
