package org.allcity.board;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.CountView.MealCell;
import org.allcity.counts.CountView.PersonCell;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.ServiceDay;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.Window;
import org.springframework.scheduling.annotation.Scheduled;

/** Today's figures as metrics. While they cannot be read they stay as they are, and their age tells. */
final class TodayGauges {

    private static final String PREFIX = "meals.board.today.";

    private final CountView counts;
    private final Clock clock;
    private final String city;
    private final Map<MultiGauge, ToLongFunction<MealSums>> byPeriod = new LinkedHashMap<>();
    private final Map<MultiGauge, PersonMeasure> byDistrict = new LinkedHashMap<>();

    /** Those that had a count since the start: at midnight they go to zero instead of away. */
    private final SortedSet<String> districts = new TreeSet<>();

    private volatile long persons;
    private volatile long seniors;
    private volatile long readNanos = System.nanoTime();

    TodayGauges(CountView counts, Clock clock, String city, MeterRegistry meters) {
        this.counts = counts;
        this.clock = clock;
        this.city = city;
        meals(meters, "meals", "Meals today", sums -> sums.sum(Measure.MEALS));
        meals(meters, "second.meals", "Second meals today", sums -> sums.sum(Measure.SECOND_MEALS));
        meals(meters, "unregistered.meals", "Meals of unregistered diners today", MealSums::unregisteredMeals);
        meals(meters, "voided", "Meals served and voided today", sums -> sums.sum(Measure.VOIDED));
        meals(meters, "placed", "Servings ordered for today", sums -> sums.sum(Measure.PLACED));
        meals(meters, "cancelled", "Servings ordered for today and cancelled", sums -> sums.sum(Measure.CANCELLED));
        meals(meters, "outstanding", "Servings ordered for today, neither collected nor cancelled", MealSums::outstanding);
        byDistrict.put(gauge(meters, "district.persons", "Persons of a district today"), PersonMeasure.PERSONS);
        byDistrict.put(gauge(meters, "district.seniors", "Persons of 60 and older of a district today"), PersonMeasure.SENIORS);
        Gauge.builder(PREFIX + "persons", () -> persons).description("Persons of the city today").register(meters);
        Gauge.builder(PREFIX + "seniors", () -> seniors).description("Persons of 60 and older of the city today").register(meters);
        TimeGauge.builder(PREFIX + "age", () -> System.nanoTime() - readNanos, TimeUnit.NANOSECONDS)
                .description("Since today's figures were read for metrics")
                .register(meters);
    }

    private void meals(MeterRegistry meters, String name, String description, ToLongFunction<MealSums> measure) {
        byPeriod.put(gauge(meters, name, description), measure);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(meters);
    }

    @Scheduled(fixedDelayString = "${meals.board.figures-every}")
    void read() {
        LocalDate today = ServiceDay.of(clock.instant());
        Window window = Window.of(Window.Kind.DAY, today);
        List<MealCell> meals;
        List<PersonCell> ofDistricts;
        List<PersonCell> ofCity;
        try {
            meals = counts.meals(today, today, city, AreaLevel.DISTRICT).cells();
            ofDistricts = counts.persons(window, city, AreaLevel.DISTRICT).cells();
            ofCity = counts.persons(window, city, AreaLevel.CITY).cells();
        } catch (StoreUnavailableException e) {
            // Said once by the view itself.
            return;
        }
        meals.forEach(cell -> districts.add(cell.area().code()));
        ofDistricts.forEach(cell -> districts.add(cell.area().code()));
        showMeals(meals);
        byDistrict.forEach((gauge, measure) -> gauge.register(districts.stream()
                .<Row<?>>map(district -> Row.of(Tags.of("district", district), count(ofDistricts, district, measure)))
                .toList(), true));
        persons = count(ofCity, city, PersonMeasure.PERSONS);
        seniors = count(ofCity, city, PersonMeasure.SENIORS);
        readNanos = System.nanoTime();
    }

    private void showMeals(List<MealCell> meals) {
        Map<Tags, MealSums> sums = new HashMap<>();
        for (String district : districts) {
            for (MealPeriod period : MealPeriod.values()) {
                sums.put(tags(district, period), new MealSums());
            }
        }
        meals.forEach(cell -> sums.get(tags(cell.area().code(), cell.period())).add(cell));
        byPeriod.forEach((gauge, measure) -> {
            List<Row<?>> rows = new ArrayList<>();
            sums.forEach((tags, sum) -> rows.add(Row.of(tags, measure.applyAsLong(sum))));
            gauge.register(rows, true);
        });
    }

    private static Tags tags(String district, MealPeriod period) {
        return Tags.of("district", district, "period", period.name().toLowerCase(Locale.ROOT));
    }

    private static long count(List<PersonCell> cells, String area, PersonMeasure measure) {
        return cells.stream()
                .filter(cell -> cell.measure() == measure && cell.area().code().equals(area))
                .mapToLong(PersonCell::count)
                .sum();
    }
}
