package org.allcity.board;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.Reading;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.Window;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures readings, and says once when the store goes away, and once when it is back, however many ask meanwhile. */
final class WatchedCountView implements CountView {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedCountView.class);

    private final CountView counts;
    private final AtomicBoolean away = new AtomicBoolean();
    private final Timer meals;
    private final Timer persons;
    private final Timer curve;
    private final Timer positions;

    WatchedCountView(CountView counts, MeterRegistry meters) {
        this.counts = counts;
        meals = timer(meters, "meals");
        persons = timer(meters, "persons");
        curve = timer(meters, "curve");
        positions = timer(meters, "positions");
        Gauge.builder("meals.board.store.up", away, isAway -> isAway.get() ? 0 : 1)
                .description("Whether the last reading of the store went well")
                .register(meters);
    }

    private static Timer timer(MeterRegistry meters, String kind) {
        return Timer.builder("meals.board.reading")
                .description("One reading of the store")
                .tag("kind", kind)
                .serviceLevelObjectives(TimeBuckets.upTo(3))
                .register(meters);
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return watched(meals, () -> counts.meals(from, to, areaCode, detail));
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return watched(persons, () -> counts.persons(window, areaCode, detail));
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return watched(curve, () -> counts.curve(day));
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return watched(positions, counts::positions);
    }

    private <T> T watched(Timer timer, Supplier<T> reading) {
        long started = System.nanoTime();
        try {
            T read = reading.get();
            if (away.compareAndSet(true, false)) {
                LOG.info("Counts can be read again");
            }
            return read;
        } catch (StoreUnavailableException e) {
            if (away.compareAndSet(false, true)) {
                LOG.warn("Counts cannot be read; the board answers 503 until they can: {}", e.getMessage());
            }
            throw e;
        } finally {
            timer.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }
}
