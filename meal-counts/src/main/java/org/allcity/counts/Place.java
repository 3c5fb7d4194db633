package org.allcity.counts;

/**
 * A meal point and where it lies. A point keeps its subdistrict for life: one that moves gets a new id, or its persons
 * could not be told from two partial counts.
 *
 * @param subdistrict 9 digits (GB/T 2260); the first six are the district
 * @param point meal point id, as {@code 330106-0042}
 */
public record Place(String subdistrict, String point) {

    private static final int POINTS_PER_SUBDISTRICT = 10_000;
    private static final int FIRST_SUBDISTRICT = 100_000_000;
    private static final int DISTRICT_DIGITS = 6;

    public Place {
        expect(AreaLevel.SUBDISTRICT, "subdistrict", subdistrict);
        expect(AreaLevel.POINT, "point", point);
        if (!point.startsWith(subdistrict.substring(0, 6))) {
            throw new IllegalArgumentException(
                    "point: " + point + " (expected: in the district of its subdistrict " + subdistrict + ")");
        }
    }

    private static void expect(AreaLevel level, String field, String code) {
        if (AreaLevel.ofCode(code) != level) {
            throw new IllegalArgumentException(field + ": " + code + " (expected: a code of a " + level + ")");
        }
    }

    /** Subdistrict and the last four digits of the point as one number of 13 digits, as {@code 3301060030042}. */
    public long packed() {
        return Long.parseLong(subdistrict) * POINTS_PER_SUBDISTRICT + Integer.parseInt(point.substring(DISTRICT_DIGITS + 1));
    }

    /**
     * As {@link #packed()}.
     *
     * @param subdistrict its 9 digits as a number
     * @param point the 10 digits of the point's id as a number
     * @throws IllegalArgumentException when there can be no such place
     */
    public static long packed(long subdistrict, long point) {
        boolean exists = subdistrict >= FIRST_SUBDISTRICT
                && subdistrict < 10 * FIRST_SUBDISTRICT
                && subdistrict / 1000 % 100 != 0
                && point >= 0
                && point / POINTS_PER_SUBDISTRICT == subdistrict / 1000;
        if (!exists) {
            throw new IllegalArgumentException("place: subdistrict " + subdistrict + ", point " + point
                    + " (expected: 9 and 10 digits, the first six of them those of one district)");
        }
        return subdistrict * POINTS_PER_SUBDISTRICT + point % POINTS_PER_SUBDISTRICT;
    }

    /** The place that {@link #packed} made a number of. */
    public static Place ofPacked(long packed) {
        String subdistrict = Long.toString(packed / POINTS_PER_SUBDISTRICT);
        String point = Long.toString(POINTS_PER_SUBDISTRICT + packed % POINTS_PER_SUBDISTRICT).substring(1);
        return new Place(subdistrict, subdistrict.substring(0, DISTRICT_DIGITS) + "-" + point);
    }

    /**
     * The area around a packed place as a number: a place itself, or its 9-digit, 6-digit or city's code.
     *
     * @param level {@link AreaLevel} by ordinal
     */
    public static long packedArea(long packed, int level) {
        return switch (level) {
            case 0 -> packed / 1_000_000_000 * 100;
            case 1 -> packed / 10_000_000;
            case 2 -> packed / POINTS_PER_SUBDISTRICT;
            default -> packed;
        };
    }

    /** Of two packed places, the ordinal of the level of the narrowest area that both lie in; -1 when they are of two cities. */
    static int narrowest(long packed, long other) {
        if (packed == other) {
            return AreaLevel.POINT.ordinal();
        }
        if (packed / POINTS_PER_SUBDISTRICT == other / POINTS_PER_SUBDISTRICT) {
            return AreaLevel.SUBDISTRICT.ordinal();
        }
        if (packed / 10_000_000 == other / 10_000_000) {
            return AreaLevel.DISTRICT.ordinal();
        }
        return packed / 1_000_000_000 == other / 1_000_000_000 ? AreaLevel.CITY.ordinal() : -1;
    }

    public String district() {
        return subdistrict.substring(0, 6);
    }

    /** The area of this level that the point lies in. */
    public Area area(AreaLevel level) {
        return new Area(level, switch (level) {
            case CITY -> subdistrict.substring(0, 4) + "00";
            case DISTRICT -> subdistrict.substring(0, 6);
            case SUBDISTRICT -> subdistrict;
            case POINT -> subdistrict + ":" + point;
        });
    }
}
