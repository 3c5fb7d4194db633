package org.allcity.board;

import static org.allcity.board.CityOfFacts.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.allcity.counts.Window;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    private static final Set<String> KNOWN =
            Set.of("from", "to", "area", "by", "window", "of", "date", "after", "wait");

    @Test
    void takesTodayTheWholeCityAndNoCutWhenNothingIsSaid() {
        assertThat(counts()).isEqualTo(new CountsQuery(DAY, DAY, "330100", List.of()));
        assertThat(persons()).isEqualTo(new PersonsQuery(new Window(Window.Kind.DAY, DAY), "330100", List.of()));
        assertThat(awaited()).isEqualTo(new Awaited(new TreeMap<>(), Duration.ofSeconds(5)));
    }

    @Test
    void takesOneDayWhenOnlyItsBeginningIsGiven() {
        assertThat(counts("from=2026-11-01").to()).isEqualTo(LocalDate.of(2026, 11, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23", "2024-02-29", "0000-01-01", "9999-12-31"})
    void takesDates(String date) {
        assertThat(counts("from=" + date).from()).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "2026-11-31", "2026-02-29", "2026-13-01", "2026-1-1", "20261123", "23.11.2026", "+12026-01-01", "-2026-01-01",
        "2026-11-23T00:00", "today", "2026-11-23 ", "2026-11-2\uFF13"
    })
    void refusesWhatIsNoDate(String date) {
        assertRefused("from", () -> counts("from=" + date));
        assertRefused("to", () -> counts("to=" + date));
        assertRefused("date", () -> DayQuery.of(parameters("date=" + date), "330100", DAY));
    }

    @Test
    void takesUpTo400Days() {
        assertThat(counts("from=2025-01-01", "to=2026-02-04").to()).isEqualTo("2026-02-04");
        assertRefused("to", () -> counts("from=2025-01-01", "to=2026-02-05"));
        assertThat(counts("from=2026-11-23", "to=2026-11-23").to()).isEqualTo("2026-11-23");
        assertRefused("to", () -> counts("from=2026-11-23", "to=2026-11-22"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"330100", "330106", "330199", "330106003", "330106-0042"})
    void takesAreasOfTheCity(String area) {
        assertThat(counts("area=" + area).area()).isEqualTo(area);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "330200", "110101", "440106003", "440106-0042", "3301", "33010", "3301060", "330106-42", "330106-00421", "330100-0042",
        "330106003:330106-0042", "330106*", "33010\uFF16", "Xihu"
    })
    void refusesOtherAreas(String area) {
        assertRefused("area", () -> counts("area=" + area));
        assertRefused("area", () -> persons("area=" + area));
        assertRefused("area", () -> DayQuery.of(parameters("area=" + area), "330100", DAY));
    }

    @Test
    void keepsTheOrderOfCuts() {
        assertThat(counts("by=group,day,point").by()).containsExactly(Cut.GROUP, Cut.DAY, Cut.POINT);
        assertThat(counts("by=day,month,district,subdistrict,point,period,mode,group").by())
                .containsExactlyElementsOf(Arrays.asList(Cut.values()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "day,", ",day", "day,,month", "day,day", "Day", "DAY", " day", "day;month", "weekday", "meals"})
    void refusesOtherCuts(String by) {
        assertRefused("by", () -> counts("by=" + by));
    }

    @ParameterizedTest
    @ValueSource(strings = {"day", "month", "period", "mode", "group", "district,period"})
    void refusesToSplitPersonsByWhatTheyAreNotCountedBy(String by) {
        assertRefused("by", () -> persons("by=" + by));
    }

    @ParameterizedTest
    @CsvSource({
        "day,2026-11-20,2026-11-20", "month,2026-10,2026-10-01", "year,2025,2025-01-01", "year,0000,0000-01-01"
    })
    void takesWindows(String window, String of, LocalDate first) {
        assertThat(persons("window=" + window, "of=" + of).window().first()).isEqualTo(first);
        assertThat(persons("window=" + window, "of=" + of).window().kind()).hasToString(window.toUpperCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({"day,2026-11-23", "month,2026-11-01", "year,2026-01-01"})
    void takesTheCurrentWindowWhenNoneIsNamed(String window, LocalDate first) {
        assertThat(persons("window=" + window).window().first()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "day,2026-11", "day,2026", "month,2026-11-23", "month,2026", "month,2026-13", "month,2026-00", "year,2026-11", "year,26",
        "year,20260", "year,-2026", "day,''", "month,''", "year,''"
    })
    void refusesAWindowThatIsNotOfItsKind(String window, String of) {
        assertRefused("of", () -> persons("window=" + window, "of=" + of));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "week", "Day", "MONTH", "days"})
    void refusesOtherWindows(String window) {
        assertRefused("window", () -> persons("window=" + window));
    }

    @Test
    void awaitsTheGreatestPositionOfEachPartition() {
        Awaited awaited = awaited("after=3:18841", "after=3:7", "after=0:0", "after=9999:999999999999999999", "wait=PT0S");

        assertThat(awaited.records()).isEqualTo(Map.of(0, 0L, 3, 18841L, 9999, 999_999_999_999_999_999L));
        assertThat(awaited.patience()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "3", "3:", ":3", "3:-1", "-3:1", "a:1", "3:1:2", "3:18841,4:5", "10000:1", "99999:1", "123456:1", "3:9999999999999999999",
        "3: 1", "3:\uFF11"
    })
    void refusesOtherRecords(String after) {
        assertRefused("after", () -> awaited("after=" + after));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.001S", "PT30S", "PT0M30S"})
    void takesWaitsOfUpTo30Seconds(String wait) {
        assertThat(awaited("wait=" + wait).patience()).isEqualTo(Duration.parse(wait));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "5", "5s", "PT", "PT30.001S", "PT-1S", "-PT1S", "P1D", "PT1H", "PT9223372036854775807H", "PT99999999999999999999S"
    })
    void refusesOtherWaits(String wait) {
        assertRefused("wait", () -> awaited("wait=" + wait));
    }

    @Test
    void refusesUnknownNamesAndRepeatedOnes() {
        assertRefused("form", () -> parameters("form=2026-11-01"));
        assertRefused("From", () -> parameters("From=2026-11-01"));
        assertRefused("parameter", () -> parameters("=x"));
        assertRefused("by", () -> parameters("by=day", "by=period"));
        assertRefused("from", () -> QueryParameters.expectNone(Map.of("from", new String[] {"2026-11-23"})));
    }

    @Test
    void repeatsNoMoreOfAValueThanIsNeededToKnowIt() {
        assertThatThrownBy(() -> counts("area=" + "x".repeat(5_000)))
                .message()
                .hasSizeLessThan(300)
                .startsWith("area: xxx")
                .contains("… (expected: the city 330100");
    }

    private static void assertRefused(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidParameterException.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
                .hasMessageStartingWith(parameter + ": ")
                .hasMessageContaining("(expected: ");
    }

    private static CountsQuery counts(String... given) {
        return CountsQuery.of(parameters(given), "330100", DAY);
    }

    private static PersonsQuery persons(String... given) {
        return PersonsQuery.of(parameters(given), "330100", DAY);
    }

    private static Awaited awaited(String... given) {
        return Awaited.of(parameters(given));
    }

    private static QueryParameters parameters(String... given) {
        Map<String, String[]> map = new HashMap<>();
        for (String one : given) {
            String[] nameAndValue = one.split("=", 2);
            map.merge(nameAndValue[0], new String[] {nameAndValue[1]}, (a, b) -> {
                String[] both = Arrays.copyOf(a, a.length + 1);
                both[a.length] = b[0];
                return both;
            });
        }
        return new QueryParameters(map, KNOWN, Set.of("after"));
    }
}
