package org.allcity.counts.redis;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.StoreDamagedException;

/** Chooses among points by their paths, as {@code 330106003:330106-0042}, without taking thousands of them apart for each reading. */
final class PointPaths {

    private static final int CITY_DIGITS = 4;
    private static final int DISTRICT_DIGITS = 6;
    private static final int SUBDISTRICT_DIGITS = 9;
    private static final int PATH_LENGTH = 21;

    private PointPaths() {}

    /**
     * The areas of a level that lie, by the points of a set, in the area of a code.
     *
     * @param set key of the set
     */
    static Set<Area> areas(String set, Set<String> paths, String areaCode, AreaLevel detail) {
        Predicate<String> within = within(areaCode);
        Set<Area> areas = new LinkedHashSet<>();
        for (String path : paths) {
            if (path.length() != PATH_LENGTH || path.charAt(SUBDISTRICT_DIGITS) != ':') {
                throw new StoreDamagedException(set + ": " + RedisCalls.oneLine(path) + " (expected: a path as 330106003:330106-0042)");
            }
            if (within.test(path)) {
                areas.add(new Area(detail, at(detail, path)));
            }
        }
        return areas;
    }

    private static Predicate<String> within(String areaCode) {
        return switch (AreaLevel.ofCode(areaCode)) {
            case CITY -> path -> path.startsWith(areaCode.substring(0, CITY_DIGITS));
            case DISTRICT, SUBDISTRICT -> path -> path.startsWith(areaCode);
            case POINT -> path -> path.endsWith(":" + areaCode);
        };
    }

    private static String at(AreaLevel level, String path) {
        return switch (level) {
            case CITY -> path.substring(0, CITY_DIGITS) + "00";
            case DISTRICT -> path.substring(0, DISTRICT_DIGITS);
            case SUBDISTRICT -> path.substring(0, SUBDISTRICT_DIGITS);
            case POINT -> path;
        };
    }
}
