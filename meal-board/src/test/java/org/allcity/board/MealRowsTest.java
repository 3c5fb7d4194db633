package org.allcity.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.TooMuchAskedException;
import org.junit.jupiter.api.Test;

class MealRowsTest {

    private static final LocalDate DAY = CityOfFacts.DAY;

    @Test
    void sumsAllMeasuresAndDerivesTheOthers() {
        Table table = MealRows.of(
                List.of(
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_60_79, Measure.MEALS, 10),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 5),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.UNREGISTERED, Measure.MEALS, 4),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.UNREGISTERED, Measure.VOIDED, 3),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_60_79, Measure.SECOND_MEALS, 2),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_60_79, Measure.PLACED, 9),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_60_79, Measure.COLLECTED, 5),
                        cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_60_79, Measure.CANCELLED, 1)),
                List.of());

        assertThat(table.asMaps()).singleElement().asString().isEqualTo("{meals=19, firstMeals=13, secondMeals=2,"
                + " unregisteredMeals=4, voided=3, placed=9, collected=5, cancelled=1, outstanding=3}");
    }

    @Test
    void sortsByTheValuesInTheOrderAskedAndPeriodsAsTheDayGoes() {
        List<MealCell> cells = List.of(
                cell(DAY, MealPeriod.DINNER, DinerGroup.STAFF, Measure.MEALS, 1),
                cell(DAY, MealPeriod.BREAKFAST, DinerGroup.STAFF, Measure.MEALS, 2),
                cell(DAY.minusDays(1), MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 3),
                cell(DAY, MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 4));

        assertThat(keys(MealRows.of(cells, List.of(Cut.DAY, Cut.PERIOD)), 2)).containsExactly(
                "2026-11-22 LUNCH", "2026-11-23 BREAKFAST", "2026-11-23 LUNCH", "2026-11-23 DINNER");
        assertThat(keys(MealRows.of(cells, List.of(Cut.PERIOD, Cut.DAY)), 2)).containsExactly(
                "BREAKFAST 2026-11-23", "LUNCH 2026-11-22", "LUNCH 2026-11-23", "DINNER 2026-11-23");
    }

    @Test
    void namesEveryCutAsItWasAskedFor() {
        List<MealCell> cells = List.of(cell(DAY, MealPeriod.LUNCH, DinerGroup.AGE_90_PLUS, Measure.MEALS, 1));

        Table table = MealRows.of(cells, Arrays.asList(Cut.values()));

        assertThat(table.columns().subList(0, 8))
                .containsExactly("day", "month", "district", "subdistrict", "point", "period", "mode", "group");
        assertThat(keys(table, 8)).containsExactly(
                "2026-11-23 2026-11 330106 330106003 330106-0001 LUNCH DINE_IN AGE_90_PLUS");
    }

    @Test
    void leavesRowsOutInWhichNothingIsLeft() {
        List<MealCell> cells = List.of(
                cell(DAY, MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 1),
                cell(DAY, MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, -1),
                cell(DAY, MealPeriod.DINNER, DinerGroup.STAFF, Measure.VOIDED, 1));

        assertThat(keys(MealRows.of(cells, List.of(Cut.PERIOD)), 1)).containsExactly("DINNER");
        assertThat(MealRows.of(List.of(), List.of()).rows()).isEmpty();
    }

    @Test
    void boundsTheNumberOfRows() {
        List<MealCell> cells = new ArrayList<>();
        for (int i = 0; i < MealRows.ROWS_MAX; i++) {
            cells.add(cell(DAY.plusDays(i), MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 1));
        }
        assertThat(MealRows.of(cells, List.of(Cut.DAY)).rows()).hasSize(MealRows.ROWS_MAX);

        cells.add(cell(DAY.minusDays(1), MealPeriod.LUNCH, DinerGroup.STAFF, Measure.MEALS, 1));

        assertThatThrownBy(() -> MealRows.of(cells, List.of(Cut.DAY)))
                .isInstanceOf(TooMuchAskedException.class)
                .hasMessageContaining("more than 100000");
    }

    private static List<String> keys(Table table, int columns) {
        return table.rows().stream()
                .map(row -> row.subList(0, columns).stream().map(Object::toString).reduce((a, b) -> a + " " + b).orElse(""))
                .toList();
    }

    private static MealCell cell(LocalDate day, MealPeriod period, DinerGroup group, Measure measure, long count) {
        Place place = CityOfFacts.XIHU_1;
        return new MealCell(day, place.area(AreaLevel.POINT), period, ServiceMode.DINE_IN, group, measure, count);
    }
}
