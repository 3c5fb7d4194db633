package org.allcity.board;

import static org.allcity.board.CityOfFacts.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.ServiceDay;
import org.allcity.counts.Window;
import org.junit.jupiter.api.Test;

class BoardTest {

    private final CityOfFacts city = CityOfFacts.example();
    private final SettableClock clock = new SettableClock();
    private final Board board = new Board(city.store(), clock, "330100");

    @Test
    void countsTheSameMealsInEveryCut() {
        for (Cut cut : Cut.values()) {
            Answer whole = counts("330100");
            Answer split = counts("330100", cut);

            for (int i = 0; i < whole.table().columns().size(); i++) {
                int column = i;
                long sum = split.table().rows().stream().mapToLong(row -> (long) row.get(column + 1)).sum();
                assertThat(sum).as("%s by %s", whole.table().columns().get(i), cut)
                        .isEqualTo(whole.table().rows().get(0).get(i));
            }
        }
    }

    @Test
    void namesTheWiderAreasOfANarrowOne() {
        Answer answer = counts("330106-0002", Cut.DISTRICT, Cut.SUBDISTRICT, Cut.POINT);

        assertThat(answer.table().rows()).singleElement()
                .satisfies(row -> assertThat(row.subList(0, 4)).containsExactly("330106", "330106003", "330106-0002", 2L));
    }

    @Test
    void countsOnlyTheDaysAsked() {
        assertThat(meals(DAY.minusDays(1), DAY.minusDays(1))).isEqualTo(1);
        assertThat(meals(DAY.minusDays(1), DAY)).isEqualTo(10);
        assertThat(board.counts(new CountsQuery(DAY.plusDays(1), DAY.plusDays(1), "330100", List.of())).table().rows())
                .isEmpty();
    }

    @Test
    void countsAPersonOncePerAreaAndWindow() {
        assertThat(persons(Window.Kind.DAY, "330100")).containsExactly(List.of(5L, 4L));
        assertThat(persons(Window.Kind.MONTH, "330100")).containsExactly(List.of(5L, 4L));
        assertThat(persons(Window.Kind.DAY, "330100", Cut.DISTRICT))
                .containsExactly(List.of("330102", 2L, 2L), List.of("330106", 4L, 3L));
        assertThat(persons(Window.Kind.YEAR, "330106", Cut.SUBDISTRICT, Cut.DISTRICT))
                .containsExactly(List.of("330106003", "330106", 3L, 3L), List.of("330106004", "330106", 1L, 0L));
    }

    @Test
    void countsThePersonsOfTheAreaAskedForUnderTheWiderAreasCode() {
        assertThat(persons(Window.Kind.DAY, "330106003", Cut.DISTRICT)).containsExactly(List.of("330106", 3L, 3L));
        assertThat(persons(Window.Kind.DAY, "330106-0001", Cut.DISTRICT, Cut.POINT))
                .containsExactly(List.of("330106", "330106-0001", 2L, 2L));
    }

    @Test
    void leavesAreasOutWhereNobodyWasServed() {
        city.order("hu", DAY, CityOfFacts.XIHU_3, MealPeriod.DINNER, FactKind.PLACED);

        assertThat(persons(Window.Kind.DAY, "330106004", Cut.POINT)).containsExactly(List.of("330106-0003", 1L, 0L));
        assertThat(persons(Window.Kind.DAY, "330199")).isEmpty();
    }

    @Test
    void tellsOrdersToServeFromThoseNotCollected() {
        clock.set(DAY.atTime(LocalTime.of(19, 0)).toInstant(ServiceDay.OFFSET).minus(Duration.ofMillis(1)));
        assertThat(over("DINNER")).isFalse();
        assertThat(over("LUNCH")).isTrue();

        clock.set(DAY.atTime(LocalTime.of(19, 0)).toInstant(ServiceDay.OFFSET));
        assertThat(over("DINNER")).isTrue();
    }

    @Test
    void listsOrdersByPeriodAndMode() {
        assertThat(board.outstanding(new DayQuery(DAY, "330106")).table().rows()).asString().isEqualTo(
                "[[LUNCH, TAKEAWAY, 0, 1, 1, 0, false], [DINNER, TAKEAWAY, 1, 2, 0, 1, false]]");
        assertThat(board.outstanding(new DayQuery(DAY, "330106-0002")).table().rows()).hasSize(1);
        assertThat(board.outstanding(new DayQuery(DAY, "330102")).table().rows()).isEmpty();
    }

    @Test
    void drawsTheCurveByQuarterOfAnHourInHangzhou() {
        assertThat(board.curve(DAY).table().rows()).asString()
                .isEqualTo("[[07:00, 330102, 1], [11:30, 330106, 7], [17:00, 330102, 1]]");
    }

    @Test
    void takesTodayFromTheClockInHangzhou() {
        clock.set(DAY.atTime(LocalTime.MAX).toInstant(ServiceDay.OFFSET));
        assertThat(board.today()).isEqualTo(DAY);

        clock.set(DAY.plusDays(1).atStartOfDay().toInstant(ServiceDay.OFFSET));
        assertThat(board.today()).isEqualTo(DAY.plusDays(1));
    }

    private boolean over(String period) {
        return board.outstanding(new DayQuery(DAY, "330100")).table().asMaps().stream()
                .filter(row -> row.get("period").toString().equals(period))
                .map(row -> (boolean) row.get("over"))
                .findFirst()
                .orElseThrow();
    }

    private Answer counts(String area, Cut... by) {
        return board.counts(new CountsQuery(DAY, DAY, area, List.of(by)));
    }

    private long meals(LocalDate from, LocalDate to) {
        return (long) board.counts(new CountsQuery(from, to, "330100", List.of())).table().rows().get(0).get(0);
    }

    private List<List<Object>> persons(Window.Kind kind, String area, Cut... by) {
        return board.persons(new PersonsQuery(Window.of(kind, DAY), area, List.of(by))).table().rows();
    }
}
