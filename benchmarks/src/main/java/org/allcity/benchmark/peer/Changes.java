package org.allcity.benchmark.peer;

import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.event.ServiceDays;

/**
 * Changes of counts, each in a long: type 2 bits, place 31, day 16, and 15 for the rest. One change of meals stands for three cells,
 * one of persons for up to twelve.
 */
public final class Changes {

    /** Bits of areas: point, subdistrict, district, city. */
    static final int POINT = 1;
    static final int LEVELS = 0b1111;
    static final int MONTH_SHIFT = 4;
    static final int YEAR_SHIFT = 8;
    static final int DAY_AND_MONTH = 0xff;

    private static final int MEALS = 0;
    private static final int CURVE = 1;
    private static final int PERSONS = 2;
    private static final int SENIORS = 3;

    private static final int TYPE_SHIFT = 62;
    private static final int PLACE_SHIFT = 31;
    private static final int DAY_SHIFT = 15;
    private static final int AMOUNT_BITS = 6;
    private static final int AMOUNT_MASK = (1 << AMOUNT_BITS) - 1;
    private static final int LOW_MASK = (1 << DAY_SHIFT) - 1;

    private Changes() {}

    static long meals(int place, int day, int field, int amount) {
        return pack(MEALS, place, day, field << AMOUNT_BITS | amount & AMOUNT_MASK);
    }

    static long curve(int place, int day, long occurredAt, int amount) {
        return pack(CURVE, Place.district(place), day, ServiceDays.quarter(occurredAt) << AMOUNT_BITS | amount & AMOUNT_MASK);
    }

    static long persons(int place, int day, int bits, int sign, boolean seniors) {
        return pack(seniors ? SENIORS : PERSONS, place, day, bits << 2 | sign & 3);
    }

    private static long pack(int type, int place, int day, int low) {
        return (long) type << TYPE_SHIFT | (long) place << PLACE_SHIFT | (long) day << DAY_SHIFT | low;
    }

    /** The areas that both points lie in. */
    static int levelsShared(int place, int other) {
        if (place == other) {
            return LEVELS;
        }
        if (Place.subdistrict(place) == Place.subdistrict(other)) {
            return LEVELS & ~1;
        }
        return Place.district(place) == Place.district(other) ? LEVELS & ~3 : LEVELS & ~7;
    }

    /** Adds a change to every cell that it stands for. */
    public static void add(long change, CellSums to) {
        int type = (int) (change >>> TYPE_SHIFT);
        int place = (int) (change >>> PLACE_SHIFT) & Integer.MAX_VALUE;
        int day = (int) (change >>> DAY_SHIFT) & 0xffff;
        int low = (int) change & LOW_MASK;
        if (type == MEALS) {
            int amount = low << 32 - AMOUNT_BITS >> 32 - AMOUNT_BITS;
            int field = low >>> AMOUNT_BITS;
            to.add(Cells.cell(Cells.scope(Cells.DAY, day, place), field), amount);
            to.add(Cells.cell(Cells.scope(Cells.DAY, day, Place.subdistrict(place)), field), amount);
            to.add(Cells.cell(Cells.scope(Cells.DAY, day, Place.district(place)), field), amount);
        } else if (type == CURVE) {
            int amount = low << 32 - AMOUNT_BITS >> 32 - AMOUNT_BITS;
            to.add(Cells.cell(Cells.scope(Cells.CURVE, day, place), low >>> AMOUNT_BITS), amount);
        } else {
            addPersons(low, place, day, type == PERSONS ? Cells.PERSONS : Cells.SENIORS, to);
        }
    }

    private static void addPersons(int low, int place, int day, int field, CellSums to) {
        int sign = low << 30 >> 30;
        for (int bits = low >>> 2; bits != 0; bits &= bits - 1) {
            int bit = Integer.numberOfTrailingZeros(bits);
            int level = bit & 3;
            int area = level == 0 ? place : level == 1 ? Place.subdistrict(place) : level == 2 ? Place.district(place) : 0;
            int window = bit >>> 2;
            int date = window == Cells.DAY ? day : window == Cells.MONTH ? ServiceDays.month(day) : ServiceDays.year(day);
            to.add(Cells.cell(Cells.scope(window, date, area), field), sign);
        }
    }
}
