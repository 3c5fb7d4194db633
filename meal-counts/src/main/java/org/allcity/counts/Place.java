package org.allcity.counts;

import org.jspecify.annotations.Nullable;

/**
 * A meal point and where it lies. A point keeps its subdistrict for life: one that moves gets a new id, or its persons
 * could not be told from two partial counts.
 *
 * @param subdistrict 9 digits (GB/T 2260); the first six are the district
 * @param point meal point id, as {@code 330106-0042}
 */
public record Place(String subdistrict, String point) {

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

    public String district() {
        return subdistrict.substring(0, 6);
    }

    /** The level of the narrowest area that both lie in, or null when they are of two cities. */
    @Nullable AreaLevel narrowestWith(Place other) {
        if (!subdistrict.equals(other.subdistrict)) {
            return subdistrict.regionMatches(0, other.subdistrict, 0, 6)
                    ? AreaLevel.DISTRICT
                    : subdistrict.regionMatches(0, other.subdistrict, 0, 4) ? AreaLevel.CITY : null;
        }
        return point.equals(other.point) ? AreaLevel.POINT : AreaLevel.SUBDISTRICT;
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
