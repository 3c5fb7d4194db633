package org.allcity.board;

import static org.allcity.board.CityOfFacts.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalTime;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceDay;
import org.junit.jupiter.api.Test;

class DayAtAGlanceTest {

    private final CityOfFacts city = CityOfFacts.example();
    private final SettableClock clock = new SettableClock();
    private final DayAtAGlance day = new DayAtAGlance(city.store(), clock, "330100");

    @Test
    void showsTheDaysFigures() {
        DayFigures figures = day.today();

        assertThat(figures.date()).isEqualTo(DAY);
        assertThat(figures.asOf()).hasToString("2026-11-23T12:00+08:00");
        assertThat(figures.positions()).isEqualTo(city.store().positions());
        assertThat(figures.consistent()).isTrue();
        assertThat(figures.headline()).isEqualTo(new DayFigures.Headline(9, 5, 4, 6, 1, 2, 1, 3, 1, 1, 1, 0));
        assertThat(figures.districts()).containsExactly(
                new DayFigures.District("330102", 2, 2, 2, 0, 0), new DayFigures.District("330106", 7, 4, 3, 1, 0));
        assertThat(figures.periods()).containsExactly(
                new DayFigures.Period(MealPeriod.BREAKFAST, 1, 0, 0, true),
                new DayFigures.Period(MealPeriod.LUNCH, 7, 1, 0, false),
                new DayFigures.Period(MealPeriod.DINNER, 1, 2, 1, false));
        assertThat(figures.curve()).containsExactly(
                new DayFigures.Quarter("07:00", 1), new DayFigures.Quarter("11:30", 7), new DayFigures.Quarter("17:00", 1));
    }

    @Test
    void countsWhatIsOutstandingAsNotCollectedOnceItsPeriodIsOver() {
        city.order("hu", DAY, CityOfFacts.XIHU_3, MealPeriod.LUNCH, FactKind.PLACED);
        clock.set(DAY.atTime(LocalTime.of(13, 30)).toInstant(ServiceDay.OFFSET));

        DayFigures figures = day.today();

        assertThat(figures.headline().outstanding()).isEqualTo(2);
        assertThat(figures.headline().notCollected()).isEqualTo(1);
        assertThat(figures.districts()).contains(new DayFigures.District("330106", 7, 4, 3, 2, 1));
    }

    @Test
    void changesTheDayAtMidnightInHangzhou() {
        clock.set(DAY.atTime(LocalTime.MAX).toInstant(ServiceDay.OFFSET));
        assertThat(day.today().headline().meals()).isEqualTo(9);

        clock.set(DAY.plusDays(1).atStartOfDay().toInstant(ServiceDay.OFFSET));

        assertThat(day.today().date()).isEqualTo(DAY.plusDays(1));
        assertThat(day.today().headline().meals()).isZero();
        assertThat(day.of(DAY).headline().meals()).isEqualTo(9);
    }

    @Test
    void readsAgainUntilAllFiguresAreOfOneInstant() {
        DayFigures figures = new DayAtAGlance(growing(3), clock, "330100").of(DAY);

        assertThat(figures.consistent()).isTrue();
        assertThat(figures.headline().meals()).isEqualTo(9 + 3);
        assertThat(figures.curve().stream().mapToLong(DayFigures.Quarter::meals).sum()).isEqualTo(9 + 3);
        assertThat(figures.positions()).isEqualTo(city.store().positions());
    }

    @Test
    void saysWhenTheFiguresAreNotOfOneInstant() {
        assertThat(new DayAtAGlance(growing(1_000), clock, "330100").of(DAY).consistent()).isFalse();
    }

    @Test
    void tellsWhetherFiguresSayTheSameWheneverTheyWereRead() {
        DayFigures before = day.today();
        clock.set(clock.instant().plusSeconds(1));
        assertThat(before.saysTheSameAs(day.today())).isTrue();

        city.served("an", DAY, CityOfFacts.XIHU_1, MealPeriod.DINNER, DinerGroup.AGE_60_79);
        assertThat(before.saysTheSameAs(day.today())).isFalse();
    }

    /** The city's counts, to which a meal is added after each of so many readings of meals. */
    private CountView growing(int meals) {
        return new StoreSwitch(city.store()) {
            private int left = meals;

            @Override
            public Reading<MealCell> meals(
                    LocalDate from, LocalDate to, String area, AreaLevel detail) {
                Reading<MealCell> reading = super.meals(from, to, area, detail);
                if (left > 0) {
                    left--;
                    city.served("diner" + left, DAY, CityOfFacts.XIHU_1, MealPeriod.LUNCH, DinerGroup.AGE_60_79);
                }
                return reading;
            }
        };
    }
}
