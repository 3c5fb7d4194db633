package org.allcity.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Today's figures in a scrape, of {@link CityOfFacts#example}. */
@ExtendWith(SharedBoard.class)
class TodayGaugesTest {

    private final RunningBoard board;

    TodayGaugesTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void showTheDayByDistrictAndPeriod() {
        board.readTodaysGauges();

        assertThat(today("meals", "330106", "lunch")).isEqualTo(7);
        assertThat(today("meals", "330102", "dinner")).isEqualTo(1);
        assertThat(today("meals", "330102", "lunch")).isZero();
        assertThat(today("second_meals", "330106", "lunch")).isEqualTo(1);
        assertThat(today("unregistered_meals", "330106", "lunch")).isEqualTo(2);
        assertThat(today("voided", "330106", "lunch")).isEqualTo(1);
        assertThat(today("placed", "330106", "dinner")).isEqualTo(2);
        assertThat(today("cancelled", "330106", "dinner")).isEqualTo(1);
        assertThat(today("outstanding", "330106", "dinner")).isEqualTo(1);
    }

    @Test
    void countPersonsOfTheCityOnceThoughTheyAteInTwoDistricts() {
        board.readTodaysGauges();

        assertThat(board.metric("meals_board_today_persons")).isEqualTo(5);
        assertThat(board.metric("meals_board_today_district_persons", "district=\"330102\"")).isEqualTo(2);
        assertThat(board.metric("meals_board_today_district_persons", "district=\"330106\"")).isEqualTo(4);
        assertThat(board.metric("meals_board_today_seniors")).isEqualTo(4);
        assertThat(board.metric("meals_board_today_district_seniors", "district=\"330106\"")).isEqualTo(3);
    }

    @Test
    void goToZeroWithTheNextDay() {
        board.readTodaysGauges();
        board.clock().set(board.clock().instant().plus(Duration.ofDays(1)));

        board.readTodaysGauges();

        assertThat(today("meals", "330106", "lunch")).isZero();
        assertThat(board.metric("meals_board_today_persons")).isZero();
    }

    @Test
    void stayAsTheyAreAndGrowOldWhileTheStoreIsAway() {
        board.readTodaysGauges();
        assertThat(board.metric("meals_board_store_up")).isEqualTo(1);
        board.store().away();
        double age = board.metric("meals_board_today_age_seconds");

        board.readTodaysGauges();

        assertThat(board.metric("meals_board_store_up")).isZero();
        assertThat(today("meals", "330106", "lunch")).isEqualTo(7);
        assertThat(board.metric("meals_board_today_age_seconds")).isGreaterThan(age);
        board.store().to(board.city().store());
        board.readTodaysGauges();
        assertThat(board.metric("meals_board_today_age_seconds")).isLessThan(60);
        assertThat(board.metric("meals_board_store_up")).isEqualTo(1);
    }

    private double today(String measure, String district, String period) {
        return board.metric("meals_board_today_" + measure, "district=\"" + district + "\",period=\"" + period + "\"");
    }
}
