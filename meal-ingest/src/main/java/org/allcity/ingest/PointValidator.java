package org.allcity.ingest;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.allcity.ingest.ServiceReport.Period;
import tools.jackson.databind.JsonNode;

/** Decides whether a meal point can be registered in this city. */
public final class PointValidator {

    static final int NAME_LENGTH_MAX = 100;

    private static final Pattern POINT_ID = Pattern.compile("[0-9]{6}-[0-9]{4}");
    private static final Pattern DISTRICT = Pattern.compile("[0-9]{6}");
    private static final Pattern SUBDISTRICT = Pattern.compile("[0-9]{9}");
    private static final Pattern WINDOW = Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})");
    private static final String WINDOW_EXPECTED = "HH:mm-HH:mm, the first the earlier";

    private final String cityPrefix;

    public PointValidator(String city) {
        this.cityPrefix = city.substring(0, 4);
    }

    public static boolean isPointId(String text) {
        return POINT_ID.matcher(text).matches();
    }

    /** The point that the object describes; its {@code pointId} is required in it. */
    public MealPoint point(JsonNode object) throws InvalidFieldException {
        FieldReader fields = new FieldReader(object, "");
        String pointId = fields.requiredText("pointId", POINT_ID, "6 digits, a hyphen and 4 digits, as 330106-0042");
        String name = name(fields);
        String district = fields.requiredText("district", DISTRICT, "6 digits, as 330106");
        if (!district.startsWith(cityPrefix)) {
            throw fields.failure(FieldReader.INVALID_FIELD, "district", district, "a district of this city, " + cityPrefix + "..");
        }
        if (!pointId.startsWith(district)) {
            throw fields.failure(FieldReader.INVALID_FIELD, "pointId", pointId, "beginning with its district, " + district);
        }
        String subdistrict = fields.requiredText("subdistrict", SUBDISTRICT, "9 digits, as 330106003");
        if (!subdistrict.startsWith(district)) {
            throw fields.failure(FieldReader.INVALID_FIELD, "subdistrict", subdistrict, "beginning with its district, " + district);
        }
        return new MealPoint(pointId, name, district, subdistrict, windows(fields),
                fields.optionalDouble("latitude", -90, 90), fields.optionalDouble("longitude", -180, 180));
    }

    private static String name(FieldReader fields) throws InvalidFieldException {
        String expected = "1 to " + NAME_LENGTH_MAX + " characters, no control characters";
        String name = fields.requiredText("name", expected).strip();
        boolean writable = name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || !writable) {
            throw fields.failure(FieldReader.INVALID_FIELD, "name", FieldReader.shown(name), expected);
        }
        return name;
    }

    private static Map<Period, String> windows(FieldReader fields) throws InvalidFieldException {
        Map<Period, String> windows = new EnumMap<>(Period.class);
        JsonNode value = fields.optional("windows");
        if (value == null) {
            return windows;
        }
        if (!value.isObject()) {
            throw fields.invalid("windows", value, "an object, as {\"LUNCH\": \"10:30-13:30\"}");
        }
        FieldReader periods = new FieldReader(value, "windows.");
        for (Period period : Period.values()) {
            String window = periods.optionalText(period.name(), WINDOW, WINDOW_EXPECTED);
            if (window != null) {
                windows.put(period, ordered(periods, period, window));
            }
        }
        return windows;
    }

    private static String ordered(FieldReader periods, Period period, String window) throws InvalidFieldException {
        try {
            if (LocalTime.parse(window.substring(0, 5)).isBefore(LocalTime.parse(window.substring(6)))) {
                return window;
            }
        } catch (DateTimeException e) {
            // Not a time of day, as 25:00: said below, as for any other window that cannot be.
        }
        throw periods.failure(FieldReader.INVALID_FIELD, period.name(), window, WINDOW_EXPECTED);
    }
}
