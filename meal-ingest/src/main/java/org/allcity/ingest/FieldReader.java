package org.allcity.ingest;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the fields of one JSON object; null counts as absent, and what is wrong is named with what was expected. */
final class FieldReader {

    static final String MISSING_FIELD = "MISSING_FIELD";
    static final String INVALID_FIELD = "INVALID_FIELD";

    private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{8,}");
    private static final int SHOWN_LENGTH_MAX = 40;

    private final JsonNode object;
    private final String path;

    FieldReader(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    @Nullable JsonNode optional(String field) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    JsonNode required(String field, String expected) throws InvalidFieldException {
        JsonNode value = optional(field);
        if (value == null) {
            throw new InvalidFieldException(MISSING_FIELD, path + field + ": missing (expected: " + expected + ")");
        }
        return value;
    }

    String requiredText(String field, String expected) throws InvalidFieldException {
        return text(field, required(field, expected), expected);
    }

    @Nullable String optionalText(String field, String expected) throws InvalidFieldException {
        JsonNode value = optional(field);
        return value == null ? null : text(field, value, expected);
    }

    String requiredText(String field, Pattern pattern, String expected) throws InvalidFieldException {
        return matching(field, requiredText(field, expected), pattern, expected);
    }

    @Nullable String optionalText(String field, Pattern pattern, String expected) throws InvalidFieldException {
        String text = optionalText(field, expected);
        return text == null ? null : matching(field, text, pattern, expected);
    }

    @Nullable Double optionalDouble(String field, double least, double most) throws InvalidFieldException {
        JsonNode value = optional(field);
        if (value == null) {
            return null;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most)) {
            throw invalid(field, value, "a number, " + least + " to " + most);
        }
        return number;
    }

    InvalidFieldException invalid(String field, JsonNode found, String expected) {
        return failure(INVALID_FIELD, field, shown(found), expected);
    }

    InvalidFieldException failure(String code, String field, String found, String expected) {
        return new InvalidFieldException(code, path + field + ": " + found + " (expected: " + expected + ")");
    }

    private String text(String field, JsonNode value, String expected) throws InvalidFieldException {
        if (!value.isString()) {
            throw invalid(field, value, expected);
        }
        return value.stringValue();
    }

    private String matching(String field, String text, Pattern pattern, String expected) throws InvalidFieldException {
        if (!pattern.matcher(text).matches()) {
            throw failure(INVALID_FIELD, field, shown(text), expected);
        }
        return text;
    }

    private static String shown(JsonNode value) {
        return value.isString() ? shown(value.stringValue())
                : value.isNumber() || value.isBoolean() ? shown(value.toString())
                : "a JSON " + value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    /**
     * A found value, fit to be shown: short, printable ASCII only, and without long numbers. A card or telephone number in
     * the wrong field must not come back in an answer that somebody logs, and a lone surrogate cannot be written at all.
     */
    static String shown(String found) {
        String cut = found.length() > SHOWN_LENGTH_MAX ? found.substring(0, SHOWN_LENGTH_MAX) + "..." : found;
        String printable = cut.replaceAll("[^ -~]", "?");
        String shown = LONG_NUMBER.matcher(printable).replaceAll("########");
        return shown.isBlank() ? "\"" + shown + "\"" : shown;
    }
}
