package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AreaTest {

    private static final Place PLACE = new Place("330106003", "330106-0042");

    @ParameterizedTest
    @CsvSource({"330100, CITY", "330106, DISTRICT", "330106003, SUBDISTRICT", "330106-0042, POINT"})
    void knowsTheLevelOfACode(String code, AreaLevel level) {
        assertThat(AreaLevel.ofCode(code)).isEqualTo(level);
        assertThat(PLACE.area(level).code()).isEqualTo(code);
        assertThat(Area.ofPath(PLACE.area(level).path())).isEqualTo(PLACE.area(level));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "33", "33010", "3301060", "330106-004", "330106_0042", "330100-0001", "330100003", "３３０１０６"})
    void refusesWhatIsNoCode(String code) {
        assertThatThrownBy(() -> AreaLevel.ofCode(code)).hasMessageContaining("expected:");
    }

    @Test
    void liesWithinItselfAndWhatIsAroundIt() {
        Area district = PLACE.area(AreaLevel.DISTRICT);

        assertThat(district.isWithin("330106")).isTrue();
        assertThat(district.isWithin("330100")).isTrue();
        assertThat(district.isWithin("330106003")).isFalse();
        assertThat(district.isWithin("330102")).isFalse();
    }

    @Test
    void refusesAPointOutsideItsSubdistrictsDistrict() {
        assertThatThrownBy(() -> new Place("330106003", "330102-0042")).hasMessageContaining("in the district");
    }

    @Test
    void startsAWindowOnItsFirstDayOnly() {
        LocalDate day = LocalDate.parse("2026-11-23");

        assertThat(Window.of(Window.Kind.MONTH, day).first()).isEqualTo("2026-11-01");
        assertThat(Window.of(Window.Kind.YEAR, day).contains(LocalDate.parse("2026-12-31"))).isTrue();
        assertThat(Window.of(Window.Kind.YEAR, day).contains(LocalDate.parse("2027-01-01"))).isFalse();
        assertThatThrownBy(() -> new Window(Window.Kind.MONTH, day)).hasMessageContaining("2026-11-01");
    }
}
