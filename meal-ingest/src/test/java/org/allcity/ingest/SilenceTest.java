package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.allcity.ingest.Silence.Points;
import org.allcity.ingest.ServiceReport.Period;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTest {

    private static final Instant NOON = at("12:00");

    private final Silence silence = new Silence(Duration.ofMinutes(30), at("00:00"));

    @Test
    void countsThePointsOfEachDistrict() {
        List<MealPoint> points = List.of(point("330106-0001", ""), point("330106-0002", ""), point("330102-0001", ""));

        assertThat(silence.byDistrict(points, Map.of("330106-0002", NOON)::get, NOON))
                .containsExactly(Map.entry("330102", new Points(1, 0, 1)), Map.entry("330106", new Points(2, 1, 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "11:29, 11:29, 0, 0",
        "11:30, 11:30, 0, 1",
        "12:30, 12:00, 1, 0",
        "12:30, 11:59, 0, 1",
        "12:59, 09:00, 0, 1",
        "13:00, 09:00, 0, 0",
    })
    void callsAPointSilentThatIsOpenForHalfAnHourAndWasNotHeardMeanwhile(String now, String heard, int isHeard, int isSilent) {
        Instant lastHeard = isHeard == 0 && now.equals(heard) ? at("09:00") : at(heard);

        assertThat(silence.byDistrict(List.of(point("330106-0001", "11:00-13:00")), id -> lastHeard, at(now)).get("330106"))
                .isEqualTo(new Points(1, isHeard, isSilent));
    }

    @Test
    void takesAPointWithoutWindowsToServeLunch() {
        MealPoint point = point("330106-0001", "");

        assertThat(silence.byDistrict(List.of(point), id -> null, at("11:30")).get("330106").silent()).isEqualTo(1);
        assertThat(silence.byDistrict(List.of(point), id -> null, at("18:00")).get("330106").silent()).isZero();
    }

    @Test
    void callsNobodySilentBeforeItHasListenedForSoLong() {
        Silence justStarted = new Silence(Duration.ofMinutes(30), at("11:31"));
        MealPoint point = point("330106-0001", "10:00-13:00");

        assertThat(justStarted.byDistrict(List.of(point), id -> null, at("12:00")).get("330106").silent()).isZero();
        assertThat(justStarted.byDistrict(List.of(point), id -> null, at("12:01")).get("330106").silent()).isEqualTo(1);
    }

    private static MealPoint point(String id, String lunch) {
        return new MealPoint(id, "文新", id.substring(0, 6), id.substring(0, 6) + "003",
                lunch.isEmpty() ? Map.of() : Map.of(Period.LUNCH, lunch), null, null);
    }

    private static Instant at(String timeInShanghai) {
        return Instant.parse("2026-11-23T" + timeInShanghai + ":00+08:00");
    }
}
