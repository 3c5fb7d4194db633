package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import org.allcity.fault.UsualCounts.Difference;
import org.allcity.fault.usual.Cell;
import org.junit.jupiter.api.Test;

class UsualCountsTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final Cell POINT = new Cell(DAY, "330106-0042", "LUNCH:DINE_IN:meals");
    private static final Cell OTHER_POINT = new Cell(DAY, "330106-0043", "LUNCH:DINE_IN:meals");
    private static final Cell DISTRICT = new Cell(DAY, "330106", "LUNCH:DINE_IN:meals");
    private static final Cell PERSONS = new Cell(DAY, "330106", Cell.PERSONS);

    @Test
    void findsNothingWrongInTheTruth() {
        UsualCounts truth = new UsualCounts(Map.of(POINT, 2L, DISTRICT, 2L));

        Difference difference = new UsualCounts(Map.of(POINT, 2L, DISTRICT, 2L)).against(truth);

        assertThat(difference).isEqualTo(new Difference(0, 2, 0, 0));
    }

    @Test
    void tellsMealsTooManyFromMealsTooFewAndAddsUpThoseOfPointsOnly() {
        UsualCounts truth = new UsualCounts(Map.of(POINT, 2L, OTHER_POINT, 7L, DISTRICT, 9L, PERSONS, 4L));

        Difference difference = new UsualCounts(Map.of(POINT, 5L, DISTRICT, 5L, PERSONS, 5L)).against(truth);

        assertThat(difference).isEqualTo(new Difference(4, 4, 3, 7));
    }

    @Test
    void comparesWhatIsHeldAndNotTrue() {
        UsualCounts truth = new UsualCounts(Map.of());

        Difference difference = new UsualCounts(Map.of(PERSONS, 1L)).against(truth);

        assertThat(difference).isEqualTo(new Difference(1, 1, 0, 0));
    }
}
