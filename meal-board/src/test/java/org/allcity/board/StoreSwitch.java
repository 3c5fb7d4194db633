package org.allcity.board;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.Reading;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.Window;
import org.jspecify.annotations.Nullable;

/** The store of a board under test: can be swapped, made to fail, and counts how often it is read. */
public class StoreSwitch implements CountView {

    private final AtomicInteger reads = new AtomicInteger();
    private volatile CountView counts;
    private volatile @Nullable RuntimeException fault;

    public StoreSwitch(CountView counts) {
        this.counts = counts;
    }

    public void to(CountView other) {
        counts = other;
        fault = null;
    }

    public void away() {
        fault = new StoreUnavailableException("Redis: no answer (expected: within PT2S)", new IllegalStateException("test"));
    }

    public void failing(RuntimeException exception) {
        fault = exception;
    }

    public int reads() {
        return reads.get();
    }

    private CountView checked() {
        reads.incrementAndGet();
        RuntimeException failure = fault;
        if (failure != null) {
            throw failure;
        }
        return counts;
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return checked().meals(from, to, areaCode, detail);
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return checked().persons(window, areaCode, detail);
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return checked().curve(day);
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return checked().positions();
    }
}
