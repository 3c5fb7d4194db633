package org.allcity.board;

import java.time.Duration;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.Reading;
import org.allcity.counts.Window;

/** Lets so many readings run at a time: each holds its cells in memory, and all of them hold up the store's writers. */
final class BoundedCountView implements CountView {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CountView counts;
    private final int readingsMax;
    private final Semaphore permits;

    BoundedCountView(CountView counts, int readingsMax) {
        this.counts = counts;
        this.readingsMax = readingsMax;
        this.permits = new Semaphore(readingsMax, true);
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return bounded(() -> counts.meals(from, to, areaCode, detail));
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return bounded(() -> counts.persons(window, areaCode, detail));
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return bounded(() -> counts.curve(day));
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return bounded(counts::positions);
    }

    private <T> T bounded(Supplier<T> reading) {
        try {
            if (!permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BusyException(readingsMax + " readings run (expected: at most that many; none ended within "
                        + PATIENCE + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException("the board is stopping");
        }
        try {
            return reading.get();
        } finally {
            permits.release();
        }
    }
}
