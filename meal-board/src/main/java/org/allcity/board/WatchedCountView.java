package org.allcity.board;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.Reading;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.Window;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when the store goes away, and once when it is back, however many ask meanwhile. */
final class WatchedCountView implements CountView {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedCountView.class);

    private final CountView counts;
    private final AtomicBoolean away = new AtomicBoolean();

    WatchedCountView(CountView counts) {
        this.counts = counts;
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return watched(() -> counts.meals(from, to, areaCode, detail));
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return watched(() -> counts.persons(window, areaCode, detail));
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return watched(() -> counts.curve(day));
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return watched(counts::positions);
    }

    private <T> T watched(Supplier<T> reading) {
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
        }
    }
}
