package org.allcity.simulator.truth;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.terminal.DayRun;

/** Compares every figure of a service day, in all cuts, with what the board answers, in both directions. */
public final class BoardComparison {

    static final int OUTSTANDING_POINTS_MAX = 50;
    static final int OTHERS_POINTS_MAX = 50;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> MEASURES = Arrays.stream(Measure.values()).map(Measure::field).toList();
    private static final List<By> ALL_OF_CELL = List.of(By.DAY, By.DISTRICT, By.SUBDISTRICT, By.POINT, By.PERIOD, By.MODE,
            By.GROUP);

    private final City city;
    private final Set<String> ownPoints;
    private final BoardClient board;
    private final Figures figures = new Figures();

    /** @param positions the last stored one of each partition: figures are compared once they include them all */
    public BoardComparison(City city, URI board, Map<Integer, Long> positions, CountDownLatch closed) {
        this(city, new BoardClient(board, positions, closed, PATIENCE));
    }

    BoardComparison(City city, BoardClient board) {
        this.city = city;
        this.ownPoints = city.points().stream().map(MealPoint::id).collect(Collectors.toSet());
        this.board = board;
    }

    public Comparison compare(Expectation expected) throws InterruptedException {
        expected.notes().forEach(figures::note);
        DayRun.Outcome sent = expected.sent();
        if (sent != null) {
            compareAnswers(sent);
        }
        compareCounts(expected);
        compareOutstanding(expected);
        PersonTruth persons = new PersonTruth(city.points());
        persons.add(expected.truth());
        new PersonComparison(city, board, figures).compare(
                new Expectation.Window("day", expected.day().toString(), persons), expected.shared());
        for (Expectation.Window window : expected.windows()) {
            new PersonComparison(city, board, figures).compare(window, true);
        }
        return figures.result();
    }

    private void compareAnswers(DayRun.Outcome sent) {
        figures.compare("events stored", sent.storedExpected(), sent.stored());
        figures.compare("events rejected", sent.rejectedExpected(), sent.rejected());
        sent.surprises().forEach(surprise -> figures.check(false, surprise));
    }

    private void compareCounts(Expectation expected) throws InterruptedException {
        String day = expected.day().toString();
        Map<Cell, long[]> cells = new HashMap<>(expected.truth().cells());
        Set<String> others = comparePoints(expected, cells);
        if (others.size() > OTHERS_POINTS_MAX) {
            figures.note("%d points of others have meals on %s: its counts are compared per point only".formatted(others.size(), day));
            return;
        }
        for (String point : others) {
            cells.putAll(cellsOf(day, point));
        }
        if (!others.isEmpty()) {
            figures.note("points of others have meals on %s (%s): taken as found".formatted(day, shown(others)));
        }
        compareCut(day, cells, List.of(By.DISTRICT, By.PERIOD));
        compareCut(day, cells, List.of(By.DISTRICT, By.MODE));
        compareCut(day, cells, List.of(By.DISTRICT, By.GROUP));
        compareCut(day, cells, List.of(By.SUBDISTRICT, By.PERIOD));
        compareCut(day, cells, List.of(By.PERIOD, By.MODE, By.GROUP));
        compareCut(day, cells, List.of(By.DAY));
        compareCut(day, cells, List.of(By.MONTH, By.DISTRICT));
        compareCut(day, cells, List.of());
        compareCsv(day, List.of(By.DISTRICT, By.PERIOD));
    }

    /** Per district, so that no answer grows with the city. Answers the points found that are not of this city. */
    private Set<String> comparePoints(Expectation expected, Map<Cell, long[]> cells) throws InterruptedException {
        List<By> by = List.of(By.POINT, By.PERIOD);
        Set<String> others = new TreeSet<>();
        for (var district : city.districts()) {
            Table found = read(counts(expected.day().toString(), district.code(), by), fields(by), MEASURES);
            if (expected.shared()) {
                found.rows().keySet().removeIf(key -> !ownPoints.contains(key.get(0)) && remember(others, key.get(0)));
            }
            figures.compare("counts by=point,period",
                    DayTruth.table(cells, by, cell -> cell.district().equals(district.code())), found);
        }
        return others;
    }

    private static boolean remember(Set<String> others, String point) {
        others.add(point);
        return true;
    }

    private Map<Cell, long[]> cellsOf(String day, String point) throws InterruptedException {
        Map<Cell, long[]> cells = new HashMap<>();
        read(counts(day, point, ALL_OF_CELL), fields(ALL_OF_CELL), MEASURES).rows().forEach((key, row) -> cells.put(
                new Cell(key.get(0), key.get(1), key.get(2), key.get(3), key.get(4), key.get(5), key.get(6)), row));
        return cells;
    }

    private void compareCut(String day, Map<Cell, long[]> cells, List<By> by) throws InterruptedException {
        figures.compare("counts by=" + String.join(",", fields(by)), DayTruth.table(cells, by, cell -> true),
                read(counts(day, City.CODE, by), fields(by), MEASURES));
    }

    private void compareCsv(String day, List<By> by) throws InterruptedException {
        String query = counts(day, City.CODE, by);
        figures.compare("CSV beside JSON, counts by=" + String.join(",", fields(by)), read(query, fields(by), MEASURES),
                board.csv(query, fields(by), MEASURES));
    }

    private void compareOutstanding(Expectation expected) throws InterruptedException {
        List<MealPoint> points = city.points();
        int asked = Math.min(OUTSTANDING_POINTS_MAX, points.size());
        for (MealPoint point : IntStream.range(0, asked).mapToObj(i -> points.get((int) ((long) i * points.size() / asked))).toList()) {
            Table all = expected.truth().table(List.of(By.PERIOD, By.MODE), cell -> cell.point().equals(point.id()));
            Map<List<String>, long[]> open = new TreeMap<>(Comparator.comparing(Object::toString));
            all.rows().forEach((key, row) -> open.put(key, new long[] {row[Measure.OUTSTANDING.ordinal()]}));
            Table found = read("/v1/outstanding?date=%s&area=%s".formatted(expected.day(), point.id()),
                    List.of("period", "mode"), List.of(Measure.OUTSTANDING.field()));
            // Whether a period and mode with nothing outstanding has a row is not part of the contract.
            open.values().removeIf(row -> row[0] == 0);
            found.rows().values().removeIf(row -> row[0] == 0);
            figures.compare("outstanding " + point.id(), new Table(found.columns(), open), found);
        }
    }

    private Table read(String query, List<String> key, List<String> columns) throws InterruptedException {
        BoardClient.Reading reading = board.json(query, key, columns);
        figures.check(reading.reached(), query + ": positions before those asked for (expected: past all of them)");
        return reading.table();
    }

    private static String counts(String day, String area, List<By> by) {
        return "/v1/counts?from=%s&to=%s&area=%s%s".formatted(day, day, area,
                by.isEmpty() ? "" : "&by=" + String.join(",", fields(by)));
    }

    private static List<String> fields(List<By> by) {
        return by.stream().map(By::field).toList();
    }

    private static String shown(Set<String> points) {
        return points.stream().limit(3).collect(Collectors.joining(", ")) + (points.size() > 3 ? ", …" : "");
    }
}
