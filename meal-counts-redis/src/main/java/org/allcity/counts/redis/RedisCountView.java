package org.allcity.counts.redis;

import io.lettuce.core.RedisFuture;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Reading;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.TooMuchAskedException;
import org.allcity.counts.Window;

/**
 * Reads counts from Redis. Sets of points tell which hashes there are; one script then reads those hashes, the positions and the
 * sizes of the sets. Points are only ever added to a set, so one of the same size is the same.
 */
final class RedisCountView implements CountView {

    /** Redis does nothing else while it reads them. */
    static final int HASHES_MAX = 20_000;

    private static final int ATTEMPTS_MAX = 10;

    private final RedisCalls calls;
    private final LiveView live;
    private final RedisReader reader;

    RedisCountView(RedisCalls calls, LiveView live, RedisReader reader) {
        this.calls = calls;
        this.live = live;
        this.reader = reader;
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        if (detail == AreaLevel.CITY) {
            throw new IllegalArgumentException("detail: CITY (expected: DISTRICT or narrower)");
        }
        // Before the days are listed, so that no span of millennia is.
        checkNotTooMuch(ChronoUnit.DAYS.between(from, to) + 1);
        return live.read(keys -> {
            Map<String, List<LocalDate>> daysBySet = new LinkedHashMap<>();
            for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                daysBySet.computeIfAbsent(keys.pointsOfMonth(YearMonth.from(day)), set -> new ArrayList<>()).add(day);
            }
            Choice choice = new Choice(areaCode, detail, daysBySet, keys::day);
            return read(keys, choice, RedisCountView::addMealCells);
        });
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return live.read(keys -> {
            Map<String, List<LocalDate>> daysBySet = Map.of(keys.points(window), List.of(window.first()));
            Choice choice = new Choice(areaCode, detail, daysBySet, (day, path) -> keys.persons(window, path));
            return read(keys, choice, RedisCountView::addPersonCells);
        });
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return live.read(keys -> curve(keys, day));
    }

    private Reading<CurveCell> curve(RedisKeys keys, LocalDate day) throws ViewSupersededException {
        String key = keys.curve(day);
        RedisReader.Read read = reader.read(keys, List.of(), List.of(key));
        List<CurveCell> cells = new ArrayList<>();
        read.hashes().get(0).forEach((field, count) -> {
            CurveCell cell = RedisKeys.curveCell(field, count);
            if (cell == null) {
                throw unknownField(key, field);
            }
            cells.add(cell);
        });
        return new Reading<>(read.positions(), cells);
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return live.read(keys -> reader.read(keys, List.of(), List.of())).positions();
    }

    /** One hash to read, and what it is of. */
    private record Hash(String key, LocalDate day, Area area) {}

    /** Which hashes to read, given the points. */
    private record Choice(
            String areaCode,
            AreaLevel detail,
            Map<String, List<LocalDate>> daysBySet,
            BiFunction<LocalDate, String, String> key) {

        Choice {
            if (detail.compareTo(AreaLevel.ofCode(areaCode)) < 0) {
                throw new IllegalArgumentException(
                        "detail: " + detail + " (expected: not wider than the area " + areaCode + ")");
            }
        }

        /** The sets of points to choose by; none where the area itself is all there is to read. */
        List<String> sets() {
            return isAreaItself() ? List.of() : List.copyOf(daysBySet.keySet());
        }

        // The path of a point is told by the sets only.
        private boolean isAreaItself() {
            return detail != AreaLevel.POINT && detail == AreaLevel.ofCode(areaCode);
        }

        List<Hash> hashes(Map<String, Set<String>> pointsBySet) {
            List<Hash> hashes = new ArrayList<>();
            daysBySet.forEach((set, days) -> {
                Set<Area> areas = isAreaItself()
                        ? Set.of(new Area(detail, areaCode))
                        : PointPaths.areas(set, pointsBySet.getOrDefault(set, Set.of()), areaCode, detail);
                checkNotTooMuch(hashes.size() + (long) days.size() * areas.size());
                for (LocalDate day : days) {
                    for (Area area : areas) {
                        hashes.add(new Hash(key.apply(day, area.path()), day, area));
                    }
                }
            });
            return hashes;
        }
    }

    /** Adds the cells that one hash holds. */
    private interface CellReader<C> {
        void add(Hash hash, Map<String, Long> counts, List<C> cells);
    }

    private <C> Reading<C> read(RedisKeys keys, Choice choice, CellReader<C> cellReader) throws ViewSupersededException {
        List<String> sets = choice.sets();
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Map<String, Set<String>> pointsBySet = points(sets);
            List<Hash> hashes = choice.hashes(pointsBySet);
            RedisReader.Read read = reader.read(keys, sets, hashes.stream().map(Hash::key).toList());
            List<Long> sizes = sets.stream().map(set -> (long) pointsBySet.get(set).size()).toList();
            if (read.setSizes().equals(sizes)) {
                List<C> cells = new ArrayList<>();
                for (int i = 0; i < hashes.size(); i++) {
                    cellReader.add(hashes.get(i), read.hashes().get(i), cells);
                }
                return new Reading<>(read.positions(), cells);
            }
        }
        throw new StoreUnavailableException(
                "Redis: new points came up during each of " + ATTEMPTS_MAX + " readings", new ConcurrentModificationException());
    }

    private Map<String, Set<String>> points(List<String> sets) {
        Map<String, RedisFuture<Set<byte[]>>> asked = new LinkedHashMap<>();
        sets.forEach(set -> asked.put(set, calls.commands().smembers(RedisKeys.bytes(set))));
        Map<String, Set<String>> points = new LinkedHashMap<>();
        calls.awaitAll(asked).forEach((set, members) -> points.put(set, RedisKeys.texts(members)));
        return points;
    }

    private static void checkNotTooMuch(long hashes) {
        if (hashes > HASHES_MAX) {
            throw new TooMuchAskedException(
                    "reading: " + hashes + " hashes (expected: at most " + HASHES_MAX + "; narrow the dates or the area)");
        }
    }

    private static void addMealCells(Hash hash, Map<String, Long> counts, List<MealCell> cells) {
        counts.forEach((field, count) -> {
            RedisKeys.MealCut cut = RedisKeys.MEAL_CUTS.get(field);
            if (cut != null) {
                cells.add(new MealCell(
                        hash.day(), hash.area(), cut.period(), cut.mode(), cut.group(), cut.measure(), count));
            } else if (!RedisKeys.PERSON_FIELDS.contains(field)) {
                throw unknownField(hash.key(), field);
            }
        });
    }

    private static void addPersonCells(Hash hash, Map<String, Long> counts, List<PersonCell> cells) {
        for (PersonMeasure measure : PersonMeasure.values()) {
            Long count = counts.get(RedisKeys.personField(measure));
            if (count != null) {
                cells.add(new PersonCell(hash.area(), measure, count));
            }
        }
    }

    private static StoreDamagedException unknownField(String key, String field) {
        return new StoreDamagedException(key + ": field " + RedisCalls.oneLine(field) + " (expected: a field of docs/redis.md)");
    }
}
