package org.allcity.ingest;

import java.util.Map;
import java.util.TreeMap;
import java.util.Collections;
import org.allcity.ingest.ServiceReport.Period;
import org.jspecify.annotations.Nullable;

/** A meal point as registered; windows say when it serves which meal, as LUNCH, 10:30-13:30. */
public record MealPoint(
        String pointId,
        String name,
        String district,
        String subdistrict,
        Map<Period, String> windows,
        @Nullable Double latitude,
        @Nullable Double longitude) {

    public MealPoint {
        windows = Collections.unmodifiableMap(new TreeMap<>(windows));
    }
}
