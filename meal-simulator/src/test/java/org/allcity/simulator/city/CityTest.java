package org.allcity.simulator.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CityTest {

    private static final City HANGZHOU = City.of(330100, City.DEFAULT_POINTS);

    @Test
    void theSameSeedGivesTheSameCity() {
        City again = City.of(330100, City.DEFAULT_POINTS);

        assertThat(again.points()).isEqualTo(HANGZHOU.points());
        assertThat(again.terminals()).isEqualTo(HANGZHOU.terminals());
        assertThat(City.of(330101, City.DEFAULT_POINTS).points()).isNotEqualTo(HANGZHOU.points());
    }

    @Test
    void hasThirteenDistrictsWithPointsInProportionToTheirResidents() {
        assertThat(HANGZHOU.districts()).hasSize(13);
        assertThat(HANGZHOU.districts().stream().mapToInt(district -> district.subdistricts().size()).sum()).isEqualTo(196);

        assertThat(HANGZHOU.pointsOf("330109")).hasSizeBetween(368, 374);
        assertThat(HANGZHOU.pointsOf("330127")).hasSizeBetween(58, 64);
        assertThat(HANGZHOU.points()).hasSize(2_200);
    }

    @Test
    void everyPointLiesInASubdistrictOfItsDistrictUnderAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        for (MealPoint point : HANGZHOU.points()) {
            assertThat(ids.add(point.id())).isTrue();
            assertThat(point.id()).matches("\\d{6}-\\d{4}").startsWith(point.district());
            assertThat(point.subdistrict()).hasSize(9).startsWith(point.district());
            assertThat(point.name()).isNotBlank().doesNotContain(",");
        }
    }

    @Test
    void leavesTheFirstThousandPointNumbersOfEachDistrictFree() {
        assertThat(City.of(1, City.POINTS_MAX).points())
                .allMatch(point -> Integer.parseInt(point.id().substring(7)) > 1000)
                .allMatch(point -> point.id().length() == 11);
    }

    @Test
    void pointsAreOfVeryUnevenSize() {
        double[] sizes = HANGZHOU.points().stream().mapToDouble(MealPoint::mealsADay).sorted().toArray();

        assertThat(sizes[sizes.length / 2]).isBetween(10.0, 20.0);
        assertThat(sizes[sizes.length - 1]).isBetween(300.0, 800.0);
        assertThat(Arrays.stream(sizes).sum()).isBetween(60_000.0, 90_000.0);
    }

    @Test
    void hasTwoThousandThreeHundredTerminalsOfWhichLargePointsHaveSeveral() {
        assertThat(HANGZHOU.terminals()).hasSize(2_300);
        for (MealPoint point : HANGZHOU.points()) {
            assertThat(HANGZHOU.terminalsOf(point)).isNotEmpty().allMatch(terminal -> terminal.point() == point);
        }
        assertThat(HANGZHOU.points()).filteredOn(point -> point.terminals() == 3).hasSize(10);
        assertThat(HANGZHOU.terminals()).allMatch(terminal -> Math.abs(terminal.skewMillis()) <= 90_000);
        assertThat(HANGZHOU.terminals().stream().mapToInt(Terminal::skewMillis).distinct().count()).isGreaterThan(1_000);
    }

    @Test
    void dinersHaveNumbersOfTheirOwn() {
        Set<Integer> numbers = new HashSet<>();
        for (MealPoint point : HANGZHOU.points()) {
            IntStream.range(0, point.diners()).forEach(i -> assertThat(numbers.add(HANGZHOU.diner(point, i).number())).isTrue());
        }
        assertThat(numbers).hasSizeBetween(180_000, 300_000);
    }

    @Test
    void noCitizenIdCanBeReal() {
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        for (int number : List.of(1, 2, 17, 99_999, 230_000, Integer.MAX_VALUE)) {
            String id = new Diner(number, HANGZHOU.points().get(0), DinerGroup.STAFF, null).citizenId();

            assertThat(id).hasSize(18).matches("000000\\d{11}[0-9X]");
            int sum = IntStream.range(0, 17).map(i -> (id.charAt(i) - '0') * weights[i]).sum();
            assertThat(id.charAt(17)).isNotEqualTo("10X98765432".charAt(sum % 11));
        }
    }

    @Test
    void takesFromOnePointToTwentyThousand() {
        assertThat(City.of(1, 1).terminals()).hasSize(1);
        assertThat(City.of(1, City.POINTS_MAX).points()).hasSize(City.POINTS_MAX);
        assertThatThrownBy(() -> City.of(1, 0)).hasMessage("points: 0 (expected: 1 to 20000)");
        assertThatThrownBy(() -> City.of(1, City.POINTS_MAX + 1)).hasMessage("points: 20001 (expected: 1 to 20000)");
    }
}
