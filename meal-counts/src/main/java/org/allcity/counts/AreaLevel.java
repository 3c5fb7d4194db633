package org.allcity.counts;

import java.util.regex.Pattern;

/** The levels of the city's areas, from the widest to the narrowest. */
public enum AreaLevel {
    CITY("[1-9]\\d{3}00"),
    DISTRICT("[1-9]\\d{3}(?!00)\\d{2}"),
    SUBDISTRICT("[1-9]\\d{3}(?!00)\\d{5}"),
    POINT("[1-9]\\d{3}(?!00)\\d{2}-\\d{4}");

    private final Pattern code;

    AreaLevel(String code) {
        this.code = Pattern.compile(code);
    }

    /**
     * The level that an area's code belongs to.
     *
     * @throws IllegalArgumentException when it is none's
     */
    public static AreaLevel ofCode(String areaCode) {
        for (AreaLevel level : values()) {
            if (level.code.matcher(areaCode).matches()) {
                return level;
            }
        }
        throw new IllegalArgumentException("area: " + areaCode
                + " (expected: a city as 330100, a district as 330106, a subdistrict as 330106003 or a point as 330106-0042)");
    }
}
