package org.allcity.board;

import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.Window;

/** The parameters of one request, read strictly: a mistyped one must not lead to a figure that answers another question. */
public final class QueryParameters {

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");

    private final Map<String, String[]> given;

    /**
     * Takes the parameters of a request.
     *
     * @param known the names that the request may use
     * @param repeatable those of them that may stand more than once
     */
    public QueryParameters(Map<String, String[]> given, Set<String> known, Set<String> repeatable) {
        this.given = given;
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new InvalidParameterException(name.isEmpty() ? "parameter" : name, "unknown parameter", known.isEmpty()
                        ? "no parameters"
                        : "one of " + String.join(", ", new TreeSet<>(known)));
            }
            if (values.length > 1 && !repeatable.contains(name)) {
                throw new InvalidParameterException(name, "given " + values.length + " times", "once");
            }
        });
    }

    /** For a request that takes no parameters. */
    public static void expectNone(Map<String, String[]> given) {
        new QueryParameters(given, Set.of(), Set.of());
    }

    List<String> all(String name) {
        return List.of(given.getOrDefault(name, new String[0]));
    }

    private Optional<String> one(String name) {
        return all(name).stream().findFirst();
    }

    LocalDate date(String name, LocalDate ifAbsent) {
        return one(name).map(text -> date(name, text, "a date as 2026-11-23")).orElse(ifAbsent);
    }

    /** The code of an area of the city; the city if absent. */
    String area(String city) {
        String code = one("area").orElse(city);
        String expected = "the city " + city + ", or a district, subdistrict or point in it, as " + city.substring(0, 4)
                + "06, " + city.substring(0, 4) + "06003 or " + city.substring(0, 4) + "06-0042";
        try {
            AreaLevel.ofCode(code);
        } catch (IllegalArgumentException notACode) {
            throw new InvalidParameterException("area", code, expected);
        }
        if (!code.startsWith(city.substring(0, 4))) {
            throw new InvalidParameterException("area", code, expected);
        }
        return code;
    }

    /** What to split rows by, in the order asked; empty if absent. */
    List<Cut> by(Set<Cut> allowed) {
        Optional<String> text = one("by");
        if (text.isEmpty()) {
            return List.of();
        }
        String expected = "any of " + allowed.stream().map(Cut::key).collect(Collectors.joining(","))
                + ", each at most once, with commas between";
        List<Cut> cuts = new ArrayList<>();
        for (String key : text.get().split(",", -1)) {
            Cut cut = allowed.stream()
                    .filter(candidate -> candidate.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new InvalidParameterException("by", text.get(), expected));
            if (cuts.contains(cut)) {
                throw new InvalidParameterException("by", text.get(), expected);
            }
            cuts.add(cut);
        }
        return cuts;
    }

    /** The window asked for; of its kind the current one if it is not named. */
    Window window(LocalDate today) {
        Window.Kind kind = windowKind();
        return one("of").map(text -> new Window(kind, firstDay(kind, text))).orElseGet(() -> Window.of(kind, today));
    }

    private Window.Kind windowKind() {
        String text = one("window").orElse("day");
        for (Window.Kind kind : Window.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw new InvalidParameterException("window", text, "day, month or year");
    }

    private static LocalDate firstDay(Window.Kind kind, String text) {
        switch (kind) {
            case DAY -> {
                return date("of", text, "a date as 2026-11-23, since window is day");
            }
            case MONTH -> {
                String expected = "a month as 2026-11, since window is month";
                if (MONTH.matcher(text).matches()) {
                    try {
                        return YearMonth.parse(text).atDay(1);
                    } catch (DateTimeParseException noSuchMonth) {
                        throw new InvalidParameterException("of", text, expected);
                    }
                }
                throw new InvalidParameterException("of", text, expected);
            }
            case YEAR -> {
                if (YEAR.matcher(text).matches()) {
                    return LocalDate.of(Integer.parseInt(text), 1, 1);
                }
                throw new InvalidParameterException("of", text, "a year as 2026, since window is year");
            }
        }
        throw new IllegalArgumentException("window: " + kind + " (expected: a kind that has days)");
    }

    private static LocalDate date(String name, String text, String expected) {
        if (DATE.matcher(text).matches()) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException noSuchDay) {
                throw new InvalidParameterException(name, text, expected);
            }
        }
        throw new InvalidParameterException(name, text, expected);
    }

    /** A time to wait, up to a limit. */
    Duration duration(String name, Duration ifAbsent, Duration most) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return ifAbsent;
        }
        Duration duration;
        try {
            duration = Duration.parse(text.get());
        } catch (DateTimeParseException | ArithmeticException notADuration) {
            duration = Duration.ofMillis(-1);
        }
        if (duration.isNegative() || duration.compareTo(most) > 0) {
            throw new InvalidParameterException(name, text.get(), "an ISO 8601 duration from PT0S to " + most + ", as PT5S");
        }
        return duration;
    }
}
