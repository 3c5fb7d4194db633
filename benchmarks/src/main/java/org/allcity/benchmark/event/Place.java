package org.allcity.benchmark.event;

/**
 * An area of Hangzhou in 31 bits: district 7, subdistrict 10, point 14. A wider area has zeros for what it does not name, so the
 * area that contains another is found by a mask; the city is 0.
 */
public final class Place {

    private static final int SUBDISTRICT_SHIFT = 14;
    private static final int DISTRICT_SHIFT = 24;
    private static final int POINT_MASK = (1 << SUBDISTRICT_SHIFT) - 1;
    private static final int SUBDISTRICT_MASK = (1 << DISTRICT_SHIFT - SUBDISTRICT_SHIFT) - 1;
    private static final String CITY = "3301";
    private static final int[] UNITS = {1, 10, 100, 1_000};

    private Place() {}

    /** Packs the digits of a subdistrict, as 330106003, and of a point, as 330106-0042. */
    static int pack(byte[] text, int subdistrict, int point) {
        int district = (text[subdistrict + 4] - '0') * 10 + text[subdistrict + 5] - '0';
        int within = (text[subdistrict + 6] - '0') * 100 + (text[subdistrict + 7] - '0') * 10 + text[subdistrict + 8] - '0';
        int number = (text[point + 7] - '0') * 1000 + (text[point + 8] - '0') * 100 + (text[point + 9] - '0') * 10
                + text[point + 10] - '0';
        return district << DISTRICT_SHIFT | within + 1 << SUBDISTRICT_SHIFT | number + 1;
    }

    public static int pack(String subdistrict, String point) {
        byte[] text = (subdistrict + point).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return pack(text, 0, subdistrict.length());
    }

    public static int district(int place) {
        return place & -1 << DISTRICT_SHIFT;
    }

    public static int subdistrict(int place) {
        return place & -1 << SUBDISTRICT_SHIFT;
    }

    public static boolean isPoint(int area) {
        return (area & POINT_MASK) != 0;
    }

    /** The path that Redis's keys name it by. */
    public static String path(int area) {
        if (area == 0) {
            return CITY + "00";
        }
        StringBuilder path = new StringBuilder(21).append(CITY);
        int district = path.length();
        digits(path, area >>> DISTRICT_SHIFT, 2);
        int within = area >>> SUBDISTRICT_SHIFT & SUBDISTRICT_MASK;
        if (within != 0) {
            digits(path, within - 1, 3);
        }
        if (isPoint(area)) {
            path.append(':').append(CITY).append(path, district, district + 2).append('-');
            digits(path, (area & POINT_MASK) - 1, 4);
        }
        return path.toString();
    }

    private static void digits(StringBuilder to, int number, int count) {
        for (int digit = count - 1; digit >= 0; digit--) {
            to.append((char) ('0' + number / UNITS[digit] % 10));
        }
    }
}
