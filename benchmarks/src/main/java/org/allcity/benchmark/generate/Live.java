package org.allcity.benchmark.generate;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;

/** Events of today, received when they are asked for: the same mix as {@link Workload}, without an order of the day. */
public final class Live {

    private static final int DINERS = 300_000;
    private static final int MARKER_DINERS = 1_000_000_000;
    private static final int OPEN_ORDERS = 1_000;
    private static final int POINT_NUMBERS = 10_000;
    private static final String MARKER_DISTRICT = "330199";

    private final int day;
    private final long seed;
    private final SplittableRandom random;
    private final List<MealPoint> points = City.of(1, Workload.POINTS).points();
    private final Diners diners;
    private final EventEncoder encoder;
    private final Queue<PlannedOrder> open = new ArrayDeque<>();
    private long orders;
    private long events;
    private int markers;

    public Live(int day, long seed) {
        this.day = day;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.diners = new Diners(1, DINERS, points);
        this.encoder = new EventEncoder(seed, points);
    }

    /** Gives one event, and now and then its repeat in its place. */
    public void next(long receivedAt, Workload.Sink sink) {
        boolean collects = open.size() > OPEN_ORDERS;
        PlannedOrder order = collects ? open.remove() : draw();
        boolean ahead = !collects && random.nextInt(100) < 40;
        if (ahead) {
            open.add(order);
        }
        int kind = ahead ? MealEvent.PLACED : collects && random.nextInt(100) < 3 ? MealEvent.CANCELLED : MealEvent.SERVED;
        if (random.nextInt(20) > 0) {
            events++;
        }
        sink.put(encoder.key(order), encoder.encode(event(order, events, kind), receivedAt, receivedAt));
    }

    private PlannedOrder draw() {
        int diner = random.nextInt(100) < 5 ? -1 : diners.draw(random);
        return diner < 0
                ? new PlannedOrder(orders++, -1, diners.anyPoint(random.nextDouble()), day, 1, 0, 5, 1)
                : new PlannedOrder(orders++, diner, diners.home(diner), day, diners.period(diner), diners.mode(diner), diners.group(diner), 1);
    }

    private static PlannedEvent event(PlannedOrder order, long number, int kind) {
        return new PlannedEvent(order, number, kind, 0, 0, 0);
    }

    /** The place of the next marker: a meal point that no other event is of. */
    public int markerPlace() {
        MealPoint point = markerPoint();
        return Place.pack(point.subdistrict(), point.id());
    }

    /** The key of the next marker. */
    public byte[] markerKey() {
        return markerEncoder().key(markerOrder());
    }

    /** The next marker: a meal of a diner who eats this once. */
    public byte[] marker(long receivedAt) {
        PlannedEvent event = event(markerOrder(), -markers - 1L, MealEvent.SERVED);
        byte[] value = markerEncoder().encode(event, receivedAt, receivedAt);
        markers++;
        return value;
    }

    private EventEncoder markerEncoder() {
        return new EventEncoder(seed, List.of(markerPoint()));
    }

    private PlannedOrder markerOrder() {
        return new PlannedOrder(-markers - 1L, MARKER_DINERS + markers, 0, day, 1, 0, 0, 1);
    }

    private MealPoint markerPoint() {
        String subdistrict = MARKER_DISTRICT + "%03d".formatted(markers / POINT_NUMBERS + 1);
        String id = MARKER_DISTRICT + "-%04d".formatted(markers % POINT_NUMBERS);
        return new MealPoint(0, id, id, MARKER_DISTRICT, subdistrict, 1, List.of(MealPeriod.LUNCH), 0, false, 1, 1, 0, 1);
    }
}
