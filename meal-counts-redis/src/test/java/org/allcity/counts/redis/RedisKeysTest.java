package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView.CurveCell;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layout as docs/redis.md tells it; what is stored already must go on to be found. */
class RedisKeysTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 3);
    private static final RedisKeys KEYS = RedisKeys.ofCity("330100").ofLiveView(7);

    @Test
    void namesEveryKeyAsDocumented() {
        String point = Batches.PLACE.area(AreaLevel.POINT).path();

        assertThat(KEYS.schema()).isEqualTo("{330100}:schema");
        assertThat(KEYS.view()).isEqualTo("{330100}:view");
        assertThat(KEYS.building()).isEqualTo("{330100}:building");
        assertThat(KEYS.builder()).isEqualTo("{330100}:builder");
        assertThat(KEYS.pointer()).isEqualTo("{330100}:view");
        assertThat(KEYS.ofViewBeingBuilt(8).pointer()).isEqualTo("{330100}:building");
        assertThat(KEYS.log()).isEqualTo("{330100}:7:log");
        assertThat(KEYS.positions()).isEqualTo("{330100}:7:positions");
        assertThat(KEYS.asOf()).isEqualTo("{330100}:7:asof");
        assertThat(KEYS.day(DAY, point)).isEqualTo("{330100}:7:day:20261103:330106003:330106-0042");
        assertThat(KEYS.persons(Window.of(Window.Kind.DAY, DAY), "330106")).isEqualTo("{330100}:7:day:20261103:330106");
        assertThat(KEYS.persons(Window.of(Window.Kind.MONTH, DAY), "330106")).isEqualTo("{330100}:7:month:202611:330106");
        assertThat(KEYS.persons(Window.of(Window.Kind.YEAR, DAY), "330106")).isEqualTo("{330100}:7:year:2026:330106");
        assertThat(KEYS.curve(DAY)).isEqualTo("{330100}:7:curve:20261103");
        assertThat(KEYS.pointsOfMonth(YearMonth.from(DAY))).isEqualTo("{330100}:7:points:202611");
        assertThat(KEYS.points(Window.of(Window.Kind.DAY, DAY))).isEqualTo("{330100}:7:points:202611");
        assertThat(KEYS.points(Window.of(Window.Kind.MONTH, DAY))).isEqualTo("{330100}:7:points:202611");
        assertThat(KEYS.points(Window.of(Window.Kind.YEAR, DAY))).isEqualTo("{330100}:7:points:2026");
    }

    @Test
    void namesLedgersByTheSixteenBytesOfTheirDiner() {
        UUID id = UUID.fromString("fedcba98-7654-3210-00ff-00ff00ff00ff");

        assertThat(KEYS.ledger(DinerId.registered(id))).isEqualTo("{330100}:7:diner:_ty6mHZUMhAA_wD_AP8A_w");
        assertThat(KEYS.ledger(DinerId.unregistered(id))).isEqualTo("{330100}:7:order:_ty6mHZUMhAA_wD_AP8A_w");
    }

    @ParameterizedTest
    @CsvSource({
        "BREAKFAST, DINE_IN, AGE_60_79, MEALS, BI6m",
        "LUNCH, TAKEAWAY, AGE_80_89, SECOND_MEALS, LT8s",
        "DINNER, HOME_DELIVERY, AGE_90_PLUS, VOIDED, DH9v",
        "LUNCH, DINE_IN, UNDER_60, PLACED, LIUp",
        "LUNCH, DINE_IN, STAFF, COLLECTED, LISc",
        "LUNCH, DINE_IN, UNREGISTERED, CANCELLED, LIXx",
    })
    void namesMealsByFourLetters(MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure, String field) {
        assertThat(RedisKeys.mealField(period, mode, group, measure)).isEqualTo(field);
        assertThat(RedisKeys.MEAL_CUTS.get(field)).isEqualTo(new RedisKeys.MealCut(period, mode, group, measure));
    }

    @Test
    void namesNoTwoCountsAlike() {
        Set<RedisKeys.MealCut> cuts = new HashSet<>(RedisKeys.MEAL_CUTS.values());

        assertThat(cuts).hasSize(3 * 3 * 6 * 6).hasSameSizeAs(RedisKeys.MEAL_CUTS.keySet());
    }

    @ParameterizedTest
    @CsvSource({"0, 330106:0000", "3, 330106:0045", "39, 330106:0945", "40, 330106:1000", "46, 330106:1130", "95, 330106:2345"})
    void namesQuartersByWhenTheyStart(int quarter, String field) {
        assertThat(RedisKeys.curveField("330106", quarter)).isEqualTo(field);
        assertThat(RedisKeys.curveCell(field, 7)).isEqualTo(new CurveCell("330106", quarter, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "{330100}:7:log, 7",
        "{330100}:12:day:20261123:330106, 12",
        "{330100}:view, 0",
        "{330100}:0:log, 0",
        "{330100}:07:log, 0",
        "{330100}:day:20261123, 0",
        "{330200}:7:log, 0",
        "{330100}:9999999999999999999:log, 0",
    })
    void tellsTheViewOfAKey(String key, long view) {
        assertThat(KEYS.viewOf(key)).isEqualTo(view);
    }

    @ParameterizedTest
    @ValueSource(strings = {"330106", "330106003", "", "{330100}", "3301000"})
    void knowsCitiesOnly(String city) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisKeys.ofCity(city));
    }
}
