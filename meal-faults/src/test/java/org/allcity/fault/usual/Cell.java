package org.allcity.fault.usual;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * Names one count that all ways keep, each in a layout of its own. The usual ways keep it in the field {@code measure} of a hash.
 *
 * @param area meal point or district
 * @param measure {@code persons}, or period, mode and what is counted, as {@code LUNCH:DINE_IN:meals}
 */
public record Cell(LocalDate day, String area, String measure) {

    public static final String PERSONS = "persons";
    public static final String MEALS = "meals";
    public static final String HASH_PREFIX = "count:";

    public static Cell ofHash(String key, String measure) {
        String[] parts = key.substring(HASH_PREFIX.length()).split(":");
        return new Cell(LocalDate.parse(parts[0], DateTimeFormatter.BASIC_ISO_DATE), parts[1], measure);
    }

    String hash() {
        return HASH_PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE) + ":" + area;
    }

    /** Meals of a point; those of a district are the same meals again. */
    public boolean isMealsOfPoint() {
        return measure.endsWith(":" + MEALS) && area.contains("-");
    }
}
