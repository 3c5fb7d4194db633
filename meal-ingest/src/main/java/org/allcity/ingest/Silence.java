package org.allcity.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells which meal points should have been heard by now and were not. */
public final class Silence {

    /** When a point serves that was registered without windows. */
    static final String LUNCH = "11:00-13:00";

    private final Duration silentAfter;
    private final Instant listeningSince;

    /** @param silentAfter how long an open point may say nothing */
    public Silence(Duration silentAfter, Instant listeningSince) {
        this.silentAfter = silentAfter;
        this.listeningSince = listeningSince;
    }

    /**
     * Counts the points of each district.
     *
     * @param lastHeard when a point was last heard, by its id; null if never
     */
    public SortedMap<String, Points> byDistrict(
            Collection<MealPoint> points, Function<String, @Nullable Instant> lastHeard, Instant now) {
        Instant since = now.minus(silentAfter);
        LocalTime time = LocalTime.ofInstant(now, Reception.SERVICE_ZONE);
        SortedMap<String, Points> districts = new TreeMap<>();
        for (MealPoint point : points) {
            Instant last = lastHeard.apply(point.pointId());
            boolean heard = last != null && !last.isBefore(since);
            boolean expected = !listeningSince.isAfter(since) && isOpenForLong(point, time);
            districts.merge(point.district(), new Points(1, heard ? 1 : 0, expected && !heard ? 1 : 0), Points::plus);
        }
        return districts;
    }

    private boolean isOpenForLong(MealPoint point, LocalTime time) {
        Collection<String> windows = point.windows().isEmpty() ? List.of(LUNCH) : point.windows().values();
        return windows.stream().anyMatch(window -> isOpenForLong(window, time));
    }

    private boolean isOpenForLong(String window, LocalTime time) {
        LocalTime opens = LocalTime.parse(window.substring(0, 5));
        LocalTime closes = LocalTime.parse(window.substring(6));
        return time.isBefore(closes) && Duration.between(opens, time).compareTo(silentAfter) >= 0;
    }

    /** How many there are, were heard lately, and are silent though they are open. */
    public record Points(int registered, int heard, int silent) {

        Points plus(Points others) {
            return new Points(registered + others.registered, heard + others.heard, silent + others.silent);
        }
    }
}
