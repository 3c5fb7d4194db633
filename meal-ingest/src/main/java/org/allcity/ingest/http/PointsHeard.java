package org.allcity.ingest.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.Registry;
import org.allcity.ingest.Silence;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** When this instance last heard each registered point, and how many of a district are silent. */
@Component
class PointsHeard {

    private static final long LOOK_EVERY_MS = 10_000;

    private final Registry registry;
    private final Clock clock;
    private final Silence silence;
    private final Map<String, AtomicLong> heardMillis = new ConcurrentHashMap<>();
    private final AtomicLong lastMillis;
    private final MultiGauge registered;
    private final MultiGauge heard;
    private final MultiGauge silent;

    PointsHeard(Registry registry, IngestProperties properties, Clock clock, MeterRegistry meters) {
        this.registry = registry;
        this.clock = clock;
        Instant started = clock.instant();
        this.silence = new Silence(properties.silentAfter(), started);
        this.lastMillis = new AtomicLong(started.toEpochMilli());
        TimeGauge.builder("meals.ingest.last.heard", lastMillis, TimeUnit.MILLISECONDS, last -> clock.millis() - last.get())
                .description("Since a registered terminal last posted events here, or since the start")
                .register(meters);
        Gauge.builder("meals.ingest.terminals.registered", registry, Registry::terminalCount)
                .description("Terminals in the registry")
                .register(meters);
        this.registered = byDistrict(meters, "meals.ingest.points.registered", "Meal points in the registry");
        this.heard = byDistrict(meters, "meals.ingest.points.heard", "Meal points that this instance heard lately");
        this.silent = byDistrict(meters, "meals.ingest.points.silent",
                "Meal points that are open and that this instance has not heard for long");
    }

    void heard(String pointId) {
        long now = clock.millis();
        AtomicLong last = heardMillis.get(pointId);
        if (last == null) {
            last = heardMillis.computeIfAbsent(pointId, id -> new AtomicLong());
        }
        last.set(now);
        lastMillis.set(now);
    }

    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void look() {
        SortedMap<String, Silence.Points> districts = silence.byDistrict(registry.points(), pointId -> {
            AtomicLong last = heardMillis.get(pointId);
            return last == null ? null : Instant.ofEpochMilli(last.get());
        }, clock.instant());
        show(registered, districts, Silence.Points::registered);
        show(heard, districts, Silence.Points::heard);
        show(silent, districts, Silence.Points::silent);
    }

    private static MultiGauge byDistrict(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    private static void show(
            MultiGauge gauge, SortedMap<String, Silence.Points> districts, ToIntFunction<Silence.Points> count) {
        gauge.register(districts.entrySet().stream()
                .<Row<?>>map(district -> Row.of(Tags.of("district", district.getKey()), count.applyAsInt(district.getValue())))
                .toList(), true);
    }
}
