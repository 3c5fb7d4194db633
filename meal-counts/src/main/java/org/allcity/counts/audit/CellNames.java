package org.allcity.counts.audit;

import java.time.LocalDate;
import java.time.YearMonth;
import org.allcity.counts.Area;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Measure;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.Window;

/** Names what a view holds as its store does. */
public interface CellNames {

    CellName meals(LocalDate day, Area area, MealPeriod period, ServiceMode mode, DinerGroup group, Measure measure);

    CellName persons(CountKey.Persons key);

    CellName curve(CountKey.Curve key);

    /** The set of points by which counts of a month and its days are found. */
    String pointsOfMonth(YearMonth month);

    /** The set of points by which persons of a window are found. */
    String points(Window window);

    String ledger(DinerId diner);
}
