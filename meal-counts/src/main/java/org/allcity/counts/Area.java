package org.allcity.counts;

import org.jspecify.annotations.Nullable;

/**
 * A part of the city, known by the path that leads to it: {@code 330100}, {@code 330106}, {@code 330106003} or
 * {@code 330106003:330106-0042}.
 *
 * @param level how narrow it is
 * @param path for a point, its subdistrict and its id; above, the GB/T 2260 code
 */
public record Area(AreaLevel level, String path) {

    private static final int DISTRICT_DIGITS = 6;
    private static final int SUBDISTRICT_DIGITS = 9;

    /** The area that a path names, as {@link #path()} gave it. */
    public static Area ofPath(String path) {
        int separator = path.indexOf(':');
        return separator < 0
                ? new Area(AreaLevel.ofCode(path), path)
                : new Place(path.substring(0, separator), path.substring(separator + 1)).area(AreaLevel.POINT);
    }

    /** As {@link Place#packedArea}. */
    long packed() {
        return level == AreaLevel.POINT
                ? new Place(path.substring(0, SUBDISTRICT_DIGITS), code()).packed()
                : Long.parseLong(path);
    }

    static Area ofPacked(AreaLevel level, long packed) {
        return level == AreaLevel.POINT ? Place.ofPacked(packed).area(level) : new Area(level, Long.toString(packed));
    }

    /** The code that people say: of a point its id, of any other area its GB/T 2260 code. */
    public String code() {
        return level == AreaLevel.POINT ? path.substring(SUBDISTRICT_DIGITS + 1) : path;
    }

    /** The code of the wider area that this one lies in, or null where this one is the wider. */
    public @Nullable String codeAt(AreaLevel wider) {
        if (wider.compareTo(level) > 0) {
            return null;
        }
        return switch (wider) {
            case CITY -> path.substring(0, 4) + "00";
            case DISTRICT -> path.substring(0, DISTRICT_DIGITS);
            case SUBDISTRICT -> path.substring(0, SUBDISTRICT_DIGITS);
            case POINT -> code();
        };
    }

    /** Whether it lies in, or is, the area of this code. */
    public boolean isWithin(String areaCode) {
        return areaCode.equals(codeAt(AreaLevel.ofCode(areaCode)));
    }
}
