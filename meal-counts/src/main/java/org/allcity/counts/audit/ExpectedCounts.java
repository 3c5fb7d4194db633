package org.allcity.counts.audit;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountKey;
import org.allcity.counts.audit.AuditedView.HeldCounts;

/**
 * What a view should hold, and how that changes while it is gone through: the counts at the first position, and for each later piece
 * what is added on the way to it. Takes some 100 bytes for each count.
 */
public final class ExpectedCounts {

    private static final List<AreaLevel> MEAL_LEVELS = List.of(AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.POINT);

    private final CellNames names;
    private final Predicate<String> wantedKeys;
    private final Map<String, Map<String, Long>> counts = new HashMap<>();
    private final List<Map<CellName, Long>> moves = new ArrayList<>();
    private final Map<String, Set<String>> points = new HashMap<>();
    private final Set<String> keysThatMoved = new HashSet<>();

    /**
     * Starts with nothing.
     *
     * @param pieces in how many pieces the view was read
     * @param wantedKeys the keys to keep counts of
     */
    public ExpectedCounts(CellNames names, int pieces, Predicate<String> wantedKeys) {
        this.names = names;
        this.wantedKeys = wantedKeys;
        for (int piece = 0; piece < pieces; piece++) {
            moves.add(new HashMap<>());
        }
    }

    /**
     * Adds a count wherever it is to be found.
     *
     * @param piece 0 for what stands at the first piece's positions; else what is added on the way to that piece's
     */
    public void add(int piece, CountKey key, long amount) {
        cells(key, name -> {
            if (!wantedKeys.test(name.key())) {
                return;
            }
            if (piece == 0) {
                counts.computeIfAbsent(name.key(), k -> new HashMap<>(4)).merge(name.field(), amount, ExpectedCounts::sum);
            } else {
                moves.get(piece).merge(name, amount, ExpectedCounts::sum);
                keysThatMoved.add(name.key());
            }
        });
        if (piece == 0) {
            listPoint(key);
        }
    }

    private static Long sum(Long held, Long added) {
        // Null is how a map forgets a zero.
        return held + added == 0 ? null : held + added;
    }

    private void cells(CountKey key, Consumer<CellName> to) {
        if (key instanceof CountKey.Meals meals) {
            for (AreaLevel level : MEAL_LEVELS) {
                to.accept(names.meals(
                        meals.day(), meals.place().area(level), meals.period(), meals.mode(), meals.group(), meals.measure()));
            }
        } else if (key instanceof CountKey.Persons persons) {
            to.accept(names.persons(persons));
        } else if (key instanceof CountKey.Curve curve) {
            to.accept(names.curve(curve));
        }
    }

    // A point that has a count at the first position was listed by then, and none is ever taken off a list.
    private void listPoint(CountKey key) {
        if (key instanceof CountKey.Meals meals) {
            list(names.pointsOfMonth(YearMonth.from(meals.day())), meals.place().area(AreaLevel.POINT).path());
        } else if (key instanceof CountKey.Persons persons && persons.area().level() == AreaLevel.POINT) {
            list(names.points(persons.window()), persons.area().path());
        }
    }

    private void list(String set, String path) {
        points.computeIfAbsent(set, k -> new HashSet<>()).add(path);
    }

    /** Sets of points, by key, that each piece of them has to hold at least. */
    public Map<String, Set<String>> points() {
        return points;
    }

    /** What came of a comparison: cells compared, what differs, and keys that only another reading can tell of. */
    public record Comparison(long compared, List<Difference> differences, Set<String> unread) {}

    /** A cell that differs. */
    public record Difference(String name, long found, long expected) {

        @Override
        public String toString() {
            return name + ": found " + found + ", expected " + expected;
        }
    }

    /** Compares all pieces, each at its own positions. To be called once: the counts move along. */
    public Comparison compare(List<HeldCounts> pieces) {
        List<Difference> differences = new ArrayList<>();
        Set<String> read = new HashSet<>();
        long compared = 0;
        for (int piece = 0; piece < pieces.size(); piece++) {
            moves.get(piece).forEach((name, amount) ->
                    counts.computeIfAbsent(name.key(), k -> new HashMap<>(4)).merge(name.field(), amount, ExpectedCounts::sum));
            for (var held : pieces.get(piece).counts().entrySet()) {
                compared += compare(held.getKey(), held.getValue(), differences);
                read.add(held.getKey());
            }
        }
        Set<String> unread = new HashSet<>();
        for (var expected : counts.entrySet()) {
            String key = expected.getKey();
            if (!read.contains(key) && keysThatMoved.contains(key)) {
                // It may have come up behind the reader's back.
                unread.add(key);
            } else if (!read.contains(key)) {
                compared += compare(key, Map.of(), differences);
            }
        }
        return new Comparison(compared, differences, unread);
    }

    private long compare(String key, Map<String, Long> held, List<Difference> differences) {
        Map<String, Long> expected = counts.getOrDefault(key, Map.of());
        long compared = 0;
        for (var cell : held.entrySet()) {
            long count = expected.getOrDefault(cell.getKey(), 0L);
            if (cell.getValue() != count) {
                differences.add(new Difference(new CellName(key, cell.getKey()).toString(), cell.getValue(), count));
            }
            compared++;
        }
        for (var cell : expected.entrySet()) {
            if (!held.containsKey(cell.getKey())) {
                differences.add(new Difference(new CellName(key, cell.getKey()).toString(), 0, cell.getValue()));
                compared++;
            }
        }
        return compared;
    }
}
