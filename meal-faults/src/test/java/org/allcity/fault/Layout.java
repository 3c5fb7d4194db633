package org.allcity.fault;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerId;

/**
 * Where each count must lie, written from docs/redis.md alone: another reading of the layout than the product's. Names are those after
 * the prefix of the city and, where there is one, of the view.
 */
final class Layout {

    static final String POSITIONS = "positions";
    static final String LEDGERS_FROM = "ledgers";
    static final String AS_OF = "asof";
    static final String LOG = "log";
    static final String POINTS = "points:";

    private static final Map<String, String> LETTERS = Map.ofEntries(
            Map.entry("BREAKFAST", "B"), Map.entry("LUNCH", "L"), Map.entry("DINNER", "D"),
            Map.entry("DINE_IN", "I"), Map.entry("TAKEAWAY", "T"), Map.entry("HOME_DELIVERY", "H"),
            Map.entry("AGE_60_79", "6"), Map.entry("AGE_80_89", "8"), Map.entry("AGE_90_PLUS", "9"),
            Map.entry("UNDER_60", "U"), Map.entry("STAFF", "S"), Map.entry("UNREGISTERED", "X"),
            Map.entry("MEALS", "m"), Map.entry("SECOND_MEALS", "s"), Map.entry("VOIDED", "v"),
            Map.entry("PLACED", "p"), Map.entry("COLLECTED", "c"), Map.entry("CANCELLED", "x"));

    private Layout() {}

    /** A field of a hash. */
    record Cell(String key, String field) {}

    /** The cells of recounted counts; meals are summed to districts, subdistricts and points. */
    static Map<Cell, Long> cells(Map<CountKey, Long> counts) {
        Map<Cell, Long> cells = new HashMap<>();
        counts.forEach((key, count) -> eachCell(key, (hash, field) -> cells.merge(new Cell(hash, field), count, Long::sum)));
        return cells;
    }

    private static void eachCell(CountKey key, BiConsumer<String, String> cell) {
        if (key instanceof CountKey.Meals meals) {
            String field = letter(meals.period()) + letter(meals.mode()) + letter(meals.group()) + letter(meals.measure());
            String subdistrict = meals.place().subdistrict();
            String day = "day:" + digits(meals.day()) + ":";
            cell.accept(day + subdistrict.substring(0, 6), field);
            cell.accept(day + subdistrict, field);
            cell.accept(day + subdistrict + ":" + meals.place().point(), field);
        } else if (key instanceof CountKey.Persons persons) {
            String first = digits(persons.window().first());
            String window = switch (persons.window().kind()) {
                case DAY -> "day:" + first;
                case MONTH -> "month:" + first.substring(0, 6);
                case YEAR -> "year:" + first.substring(0, 4);
            };
            cell.accept(window + ":" + persons.area().path(), switch (persons.measure()) {
                case PERSONS -> "persons";
                case SENIORS -> "seniors";
            });
        } else if (key instanceof CountKey.Curve curve) {
            cell.accept(
                    "curve:" + digits(curve.day()),
                    String.format("%s:%02d%02d", curve.district(), curve.quarter() / 4, curve.quarter() % 4 * 15));
        }
    }

    /** The points that must be found in the sets, as {@code <set> <path>}. */
    static Set<String> points(Set<CountKey> counts) {
        Set<String> points = new HashSet<>();
        for (CountKey key : counts) {
            if (key instanceof CountKey.Meals meals) {
                points.add(POINTS + digits(meals.day()).substring(0, 6) + " " + meals.place().subdistrict() + ":" + meals.place().point());
            } else if (key instanceof CountKey.Persons persons && persons.area().level() == AreaLevel.POINT) {
                String first = digits(persons.window().first());
                points.add(POINTS
                        + switch (persons.window().kind()) {
                            case DAY, MONTH -> first.substring(0, 6);
                            case YEAR -> first.substring(0, 4);
                        }
                        + " " + persons.area().path());
            }
        }
        return points;
    }

    static String ledger(DinerId diner) {
        byte[] id = ByteBuffer.allocate(16)
                .putLong(diner.id().getMostSignificantBits())
                .putLong(diner.id().getLeastSignificantBits())
                .array();
        return (diner.registered() ? "diner:" : "order:") + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    static boolean isLedger(String key) {
        return key.startsWith("diner:") || key.startsWith("order:");
    }

    private static String letter(Enum<?> value) {
        return LETTERS.get(value.name());
    }

    private static String digits(LocalDate day) {
        return day.toString().replace("-", "");
    }
}
