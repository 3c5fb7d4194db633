package org.allcity.board.live;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.allcity.board.StoreSwitch;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.Reading;
import org.allcity.counts.ServiceMode;

/** Counts of so many districts that an event has a megabyte, and of which every reading differs. */
final class ManyDistricts extends StoreSwitch {

    private static final int DISTRICTS = 10_000;

    private final AtomicLong count = new AtomicLong();

    ManyDistricts(CountView counts) {
        super(counts);
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        List<MealCell> cells = new ArrayList<>();
        for (int i = 0; i < DISTRICTS; i++) {
            cells.add(new MealCell(
                    from,
                    new Area(AreaLevel.DISTRICT, "33" + (1000 + i)),
                    MealPeriod.LUNCH,
                    ServiceMode.DINE_IN,
                    DinerGroup.STAFF,
                    Measure.MEALS,
                    count.incrementAndGet()));
        }
        return new Reading<>(positions(), cells);
    }
}
