package org.allcity.simulator.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.allcity.simulator.FakeBoard;
import org.allcity.simulator.FakeIngest;
import org.allcity.simulator.Simulator;
import org.allcity.simulator.SimulatorSettings;
import org.allcity.simulator.city.SimulatorException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One small day is played; then the board answers wrongly in one way after another. */
@Timeout(60)
class BoardComparisonTest {

    private static FakeIngest ingest;
    private static FakeBoard board;
    private static Simulator simulator;
    private static LocalDate day;

    @BeforeAll
    static void play() throws Exception {
        ingest = new FakeIngest();
        board = new FakeBoard(ingest);
        simulator = new Simulator(new SimulatorSettings(ingest.uri(), board.uri(), FakeIngest.ADMIN, 3, 6, null), snapshot -> { });
        day = simulator.today().minusDays(1);
        simulator.register();
        simulator.play(day, 100_000);
    }

    @AfterAll
    static void stop() {
        simulator.close();
        board.close();
        ingest.close();
    }

    @BeforeEach
    void answerRightly() {
        board.tamper((query, rows) -> rows);
        board.behind(0);
    }

    private static Comparison compareWhen(String query, BiFunction<String, List<Map<String, Object>>, List<Map<String, Object>>> tamper)
            throws InterruptedException {
        board.tamper((asked, rows) -> asked.contains(query) ? tamper.apply(asked, rows) : rows);
        return simulator.compare(day);
    }

    private static Map<String, Object> oneMore(Map<String, Object> row, String column) {
        Map<String, Object> wrong = new LinkedHashMap<>(row);
        wrong.put(column, (long) row.get(column) + 1);
        return wrong;
    }

    @Test
    void agreesWithARightBoard() throws Exception {
        Comparison comparison = simulator.compare(day);

        assertThat(comparison.lines()).containsExactly(comparison.compared() + " figures compared, 0 differ");
        assertThat(comparison.compared()).isGreaterThan(500);
    }

    @Test
    void findsOneWrongFigureInEveryAnswerWhicheverItIs() throws Exception {
        for (String column : List.of("meals", "firstMeals", "secondMeals", "unregisteredMeals", "voided", "placed", "collected",
                "cancelled", "outstanding")) {
            int[] tampered = {0};
            board.tamper((query, rows) -> {
                if (!query.startsWith("CSV") && !rows.isEmpty() && rows.get(0).containsKey(column)
                        && (!query.contains("/outstanding") || column.equals("outstanding"))) {
                    tampered[0]++;
                    rows.set(0, oneMore(rows.get(0), column));
                }
                return rows;
            });

            Comparison comparison = simulator.compare(day);

            assertThat(comparison.differ()).describedAs(column).isEqualTo(tampered[0]).isGreaterThan(10);
            assertThat(comparison.agrees()).isFalse();
        }
    }

    @Test
    void findsWrongPersonsAndSeniorsInEveryWindowAtEveryLevel() throws Exception {
        for (String column : List.of("persons", "seniors")) {
            int[] tampered = {0};
            board.tamper((query, rows) -> {
                if (!rows.isEmpty() && rows.get(0).containsKey(column)) {
                    tampered[0]++;
                    rows.set(0, oneMore(rows.get(0), column));
                }
                return rows;
            });

            assertThat(simulator.compare(day).differ()).describedAs(column).isEqualTo(tampered[0]).isGreaterThanOrEqualTo(12);
        }
    }

    @Test
    void findsAMissingRow() throws Exception {
        Comparison comparison = compareWhen("by=district,mode", (query, rows) -> rows.subList(1, rows.size()));

        assertThat(comparison.differ()).isPositive();
        assertThat(comparison.differences().get(0)).matches("counts by=district,mode 3301\\d\\d [A-Z_]+ meals: 0 \\(expected: \\d+\\)");
    }

    @Test
    void findsARowTooMany() throws Exception {
        Comparison comparison = compareWhen("by=district,group", (query, rows) -> {
            Map<String, Object> more = new LinkedHashMap<>(rows.get(0));
            more.replaceAll((name, value) -> value instanceof Long ? 0L : value);
            more.put("group", "NOBODY");
            more.put("voided", 1L);
            rows.add(more);
            return rows;
        });

        assertThat(comparison.differ()).isEqualTo(1);
        assertThat(comparison.differences()).singleElement().asString().endsWith("NOBODY voided: 1 (expected: 0)");
    }

    @Test
    void findsARowOfZerosTooMany() throws Exception {
        Comparison comparison = compareWhen("by=day", (query, rows) -> {
            Map<String, Object> more = new LinkedHashMap<>(rows.get(0));
            more.replaceAll((name, value) -> value instanceof Long ? 0L : "1999-01-01");
            rows.add(more);
            return rows;
        });

        assertThat(comparison.differences()).containsExactly("counts by=day 1999-01-01: a row of zeros (expected: no row)");
    }

    @Test
    void findsMealsOfAPointThatHasNone() throws Exception {
        Comparison comparison = compareWhen("by=point,period", (query, rows) -> {
            rows.replaceAll(row -> {
                Map<String, Object> wrong = new LinkedHashMap<>(row);
                wrong.put("point", row.get("point").toString().replace("-1", "-9"));
                return wrong;
            });
            return rows;
        });

        assertThat(comparison.differ()).isGreaterThan(10);
        assertThat(comparison.notes()).isEmpty();
    }

    @Test
    void refusesTwoRowsForTheSameAndRowsWithoutAFigure() {
        assertThatThrownBy(() -> compareWhen("by=district,mode", (query, rows) -> {
            rows.add(rows.get(0));
            return rows;
        })).isInstanceOf(SimulatorException.class).hasMessageContaining("two rows for [3301");
        assertThatThrownBy(() -> compareWhen("window=year", (query, rows) -> {
            rows.forEach(row -> row.remove("seniors"));
            return rows;
        })).isInstanceOf(SimulatorException.class).hasMessageContaining("(expected: rows with ");
    }

    @Test
    void findsACsvUnlikeItsJson() throws Exception {
        Comparison wrong = compareWhen("CSV ", (query, rows) -> {
            rows.set(0, oneMore(rows.get(0), "placed"));
            return rows;
        });
        Comparison missing = compareWhen("CSV ", (query, rows) -> rows.subList(1, rows.size()));

        assertThat(wrong.differences()).singleElement().asString().startsWith("CSV beside JSON, counts by=district,period 3301").contains(" placed: ");
        assertThat(missing.differ()).isPositive();
    }

    @Test
    void findsAnswersThatDoNotReachThePositionsAskedFor() throws Exception {
        board.behind(10_000_000);

        Comparison comparison = simulator.compare(day);

        assertThat(comparison.differ()).isGreaterThan(50);
        assertThat(comparison.differences()).hasSize(Comparison.DIFFERENCES_MAX).allMatch(line -> line.endsWith("(expected: past all of them)"));
        assertThat(comparison.lines()).contains("  … and " + (comparison.differ() - 20) + " more");
    }
}
