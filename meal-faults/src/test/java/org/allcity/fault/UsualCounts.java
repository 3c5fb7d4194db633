package org.allcity.fault;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountView;
import org.allcity.counts.Fact;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Window;
import org.allcity.counts.recount.Recount;
import org.allcity.fault.usual.Cell;
import org.allcity.fault.usual.HincrbyConsumer;

/** The counts that all ways keep, of points and districts, by whoever counted; without zeros. */
record UsualCounts(Map<Cell, Long> cells) {

    private static final Set<Measure> MEASURES = Set.of(Measure.MEALS, Measure.VOIDED, Measure.PLACED, Measure.CANCELLED);
    private static final List<AreaLevel> LEVELS = List.of(AreaLevel.POINT, AreaLevel.DISTRICT);

    /** The truth: the naive recount of the log. */
    static UsualCounts recounted(Collection<Fact> log) {
        Map<Cell, Long> cells = new HashMap<>();
        Recount.of(log).counts().forEach((key, count) -> {
            if (key instanceof CountKey.Meals meals && MEASURES.contains(meals.measure())) {
                String measure = meals.period() + ":" + meals.mode() + ":" + name(meals.measure());
                for (AreaLevel level : LEVELS) {
                    cells.merge(new Cell(meals.day(), meals.place().area(level).code(), measure), count, Long::sum);
                }
            } else if (key instanceof CountKey.Persons persons
                    && persons.measure() == PersonMeasure.PERSONS
                    && persons.window().kind() == Window.Kind.DAY
                    && LEVELS.contains(persons.area().level())) {
                cells.put(new Cell(persons.window().first(), persons.area().code(), Cell.PERSONS), count);
            }
        });
        return new UsualCounts(cells);
    }

    /** What our aggregator keeps. */
    static UsualCounts ofView(CountView view, String city, Collection<LocalDate> days) {
        Map<Cell, Long> cells = new HashMap<>();
        for (LocalDate day : days) {
            for (AreaLevel level : LEVELS) {
                view.meals(day, day, city, level).cells().stream()
                        .filter(cell -> MEASURES.contains(cell.measure()))
                        .forEach(cell -> cells.merge(
                                new Cell(day, cell.area().code(), cell.period() + ":" + cell.mode() + ":" + name(cell.measure())),
                                cell.count(),
                                Long::sum));
                view.persons(Window.of(Window.Kind.DAY, day), city, level).cells().stream()
                        .filter(cell -> cell.measure() == PersonMeasure.PERSONS)
                        .forEach(cell -> cells.put(new Cell(day, cell.area().code(), Cell.PERSONS), cell.count()));
            }
        }
        return new UsualCounts(cells);
    }

    /** What a usual way keeps: hashes of counts, and sets of persons where it has those. */
    static UsualCounts ofHashes(RedisCommands<String, String> redis) {
        Map<Cell, Long> cells = new HashMap<>();
        ScanIterator.scan(redis, ScanArgs.Builder.matches("*" + Cell.HASH_PREFIX + "*")).forEachRemaining(key -> {
            if (key.startsWith(Cell.HASH_PREFIX)) {
                redis.hgetall(key).forEach((measure, count) -> cells.put(Cell.ofHash(key, measure), Long.valueOf(count)));
            } else if (key.startsWith(HincrbyConsumer.PERSONS_PREFIX)) {
                Cell cell = Cell.ofHash(key.substring(HincrbyConsumer.PERSONS_PREFIX.length()), Cell.PERSONS);
                cells.put(cell, redis.scard(key));
            }
        });
        cells.values().removeIf(count -> count == 0);
        return new UsualCounts(cells);
    }

    private static String name(Measure measure) {
        return measure.name().toLowerCase(Locale.ROOT);
    }

    Difference against(UsualCounts truth) {
        Set<Cell> compared = new HashSet<>(cells.keySet());
        compared.addAll(truth.cells.keySet());
        Set<Cell> wrong = compared.stream().filter(cell -> difference(truth, cell) != 0).collect(Collectors.toSet());
        List<Long> meals = wrong.stream().filter(Cell::isMealsOfPoint).map(cell -> difference(truth, cell)).toList();
        return new Difference(
                wrong.size(),
                compared.size(),
                meals.stream().mapToLong(each -> Math.max(0, each)).sum(),
                meals.stream().mapToLong(each -> Math.max(0, -each)).sum());
    }

    private long difference(UsualCounts truth, Cell cell) {
        return cells.getOrDefault(cell, 0L) - truth.cells.getOrDefault(cell, 0L);
    }

    /**
     * How far counts are from the truth.
     *
     * @param mealsTooMany over the cells of points that hold too many
     * @param mealsTooFew over those that hold too few
     */
    record Difference(int wrong, int compared, long mealsTooMany, long mealsTooFew) {

        @Override
        public String toString() {
            String meals = mealsTooMany == 0 && mealsTooFew == 0 ? "" : " (+" + mealsTooMany + " −" + mealsTooFew + ")";
            return wrong + "/" + compared + meals;
        }
    }
}
