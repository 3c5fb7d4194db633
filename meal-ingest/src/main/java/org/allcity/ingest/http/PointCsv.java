package org.allcity.ingest.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allcity.ingest.InvalidFieldException;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.PointValidator;
import org.allcity.ingest.ServiceReport.Period;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/**
 * Meal points as CSV in UTF-8: a header line that names the columns in any order, then one point a row. Columns are
 * pointId, name, district, subdistrict, and optionally breakfast, lunch, dinner, latitude, longitude; others are ignored.
 */
record PointCsv(Map<Integer, MealPoint> pointsByRow, List<LineError> errors) {

    static final int ROWS_MAX = 10_000;
    static final int ERRORS_SHOWN_MAX = 100;

    private static final List<String> REQUIRED = List.of("pointId", "name", "district", "subdistrict");
    private static final CsvMapper MAPPER = CsvMapper.builder()
            .enable(CsvReadFeature.WRAP_AS_ARRAY)
            .enable(CsvReadFeature.SKIP_EMPTY_LINES)
            .enable(CsvReadFeature.TRIM_SPACES)
            .build();

    /** Row 1 is the first after the header. */
    record LineError(int row, String detail) {}

    static PointCsv parse(byte[] bytes, PointValidator validator) {
        Map<Integer, MealPoint> points = new LinkedHashMap<>();
        List<LineError> errors = new ArrayList<>();
        Map<String, Integer> rowsByPoint = new HashMap<>();
        try (MappingIterator<String[]> rows = MAPPER.readerFor(String[].class).readValues(text(bytes))) {
            List<String> header = header(rows);
            for (int row = 1; rows.hasNextValue(); row++) {
                if (row > ROWS_MAX) {
                    throw new ProblemException(ProblemType.TOO_LARGE,
                            "body: more than " + ROWS_MAX + " rows (expected: at most so many; send them in parts)");
                }
                try {
                    MealPoint point = validator.point(object(header, rows.nextValue()));
                    Integer before = rowsByPoint.putIfAbsent(point.pointId(), row);
                    if (before == null) {
                        points.put(row, point);
                    } else {
                        errors.add(new LineError(row, "pointId: " + point.pointId() + " (expected: once; row " + before + " has it too)"));
                    }
                } catch (InvalidFieldException e) {
                    errors.add(new LineError(row, e.detail()));
                }
            }
        } catch (JacksonException e) {
            throw new ProblemException(ProblemType.NOT_CSV, "body: not CSV after row " + (points.size() + errors.size())
                    + " (expected: a header line and one point a row)");
        }
        return new PointCsv(points, errors);
    }

    List<MealPoint> points() {
        return List.copyOf(pointsByRow.values());
    }

    /** The errors of all rows, those included that only another rule finds: it tells what is wrong with a point. */
    List<LineError> errors(Function<MealPoint, Optional<String>> rule) {
        List<LineError> all = new ArrayList<>(errors);
        pointsByRow.forEach((row, point) -> rule.apply(point).ifPresent(detail -> all.add(new LineError(row, detail))));
        all.sort(Comparator.comparing(LineError::row));
        return all;
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            // Spreadsheets put a byte order mark before the first column's name.
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemType.NOT_CSV, "body: not UTF-8 (expected: text/csv in UTF-8)");
        }
    }

    private static List<String> header(MappingIterator<String[]> rows) {
        List<String> header = rows.hasNextValue() ? List.of(rows.nextValue()) : List.of();
        if (!header.containsAll(REQUIRED)) {
            throw new ProblemException(ProblemType.NOT_CSV, "header: does not name every column (expected: "
                    + String.join(",", REQUIRED) + ", and optionally breakfast,lunch,dinner,latitude,longitude)");
        }
        return header;
    }

    /** The row as the JSON object that would register the same point. */
    private static ObjectNode object(List<String> header, String[] row) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode windows = object.putObject("windows");
        for (int i = 0; i < Math.min(header.size(), row.length); i++) {
            String value = row[i];
            if (value == null || value.isEmpty()) {
                continue;
            }
            switch (header.get(i)) {
                case "pointId", "name", "district", "subdistrict" -> object.put(header.get(i), value);
                case "breakfast", "lunch", "dinner" ->
                        windows.put(Period.valueOf(header.get(i).toUpperCase(Locale.ROOT)).name(), value);
                case "latitude", "longitude" -> number(object, header.get(i), value);
                default -> { } // a column of somebody else's
            }
        }
        return object;
    }

    private static void number(ObjectNode object, String column, String value) {
        try {
            object.put(column, Double.parseDouble(value));
        } catch (NumberFormatException e) {
            // Left as text, which the validator names as no number.
            object.put(column, value);
        }
    }
}
