package org.allcity.counts;

import java.time.LocalDate;
import java.util.SortedMap;

/**
 * Reads counts. Each reading is of one instant: its cells and its positions belong together. Every method may throw
 * {@link StoreUnavailableException}.
 */
public interface CountView {

    /**
     * Additive counts of the service days {@code from} to {@code to}, both included, within an area.
     *
     * @param areaCode of a city, district, subdistrict or point
     * @param detail how far to split areas: DISTRICT or narrower, and not wider than the area itself
     * @throws TooMuchAskedException when more would have to be read than one instant allows
     */
    Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail);

    /**
     * Unduplicated diners of a window within an area.
     *
     * @param detail the level of the areas to count them in; not wider than the area itself
     */
    Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail);

    /** Meals of a service day by district and quarter of an hour. */
    Reading<CurveCell> curve(LocalDate day);

    /** By partition, the position that the counts are exact up to. */
    SortedMap<Integer, Long> positions();

    /** One additive count. */
    record MealCell(
            LocalDate day,
            Area area,
            MealPeriod period,
            ServiceMode mode,
            DinerGroup group,
            Measure measure,
            long count) {}

    /** One count of persons. */
    record PersonCell(Area area, PersonMeasure measure, long count) {}

    /** Meals of a district in one quarter of an hour since midnight. */
    record CurveCell(String district, int quarter, long count) {}
}
