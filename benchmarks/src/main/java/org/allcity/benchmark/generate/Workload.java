package org.allcity.benchmark.generate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.MealPoint;

/**
 * A year of a city's events in the order in which they reach the log, from a seed. Of the meals 40 % are ordered ahead and 5 % are
 * of unregistered diners; for each hundred that are served 3 more are ordered and cancelled; 1 % are voided; 5 % of the events are
 * repeats, and 2 % come minutes to hours after they occurred, past later ones.
 */
public final class Workload {

    public static final int POINTS = 2_200;
    public static final int DAYS = 365;
    private static final int FIRST_DAY = (int) LocalDate.of(2025, 11, 24).toEpochDay();
    private static final int MINUTE = 60_000;
    private static final int HOUR = 60 * MINUTE;
    private static final double REPEATED = 1.0 / 19;

    /**
     * What to play.
     *
     * @param events how many, repeats among them
     * @param diners registered diners to draw from
     */
    public record Size(long events, int diners, long seed) {

        public Size {
            if (events < 1) {
                throw new IllegalArgumentException("events: " + events + " (expected: >= 1)");
            }
            if (diners < 1) {
                throw new IllegalArgumentException("diners: " + diners + " (expected: >= 1)");
            }
        }

        @Override
        public String toString() {
            return events + "-" + diners + "-" + seed;
        }
    }

    /** Takes one record. */
    public interface Sink {
        void put(byte[] key, byte[] value);
    }

    /** Encodes the events of a workload one by one, again and again. */
    public interface Encoding {
        byte[] encode(int event);
    }

    public static Encoding encoding(Size size) {
        Workload workload = new Workload(size);
        List<PlannedEvent> events = new ArrayList<>();
        workload.plan(events::add);
        EventEncoder encoder = workload.encoder();
        return event -> encoder.encode(events.get(event));
    }

    interface Planned {
        void put(PlannedEvent event);
    }

    private final Size size;
    private final List<MealPoint> points;
    private final Diners diners;
    private final SplittableRandom random;
    private List<PlannedEvent> waiting = new ArrayList<>();
    private long orders;
    private long numbers;
    private long left;

    public Workload(Size size) {
        this.size = size;
        this.points = City.of(size.seed(), POINTS).points();
        this.diners = new Diners(size.seed(), size.diners(), points);
        this.random = new SplittableRandom(size.seed());
    }

    public EventEncoder encoder() {
        return new EventEncoder(size.seed(), points);
    }

    /** Plays all records once. */
    public void play(Sink sink) {
        EventEncoder encoder = encoder();
        plan(event -> sink.put(encoder.key(event.order), encoder.encode(event)));
    }

    void plan(Planned sink) {
        for (int day = 0; day < DAYS; day++) {
            planDay(FIRST_DAY + day, size.events() * (day + 1) / DAYS - size.events() * day / DAYS);
            // Orders for tomorrow are placed today, none earlier.
            emitBefore(ServiceDays.start(FIRST_DAY + day), sink);
        }
        emitBefore(Long.MAX_VALUE, sink);
    }

    private void emitBefore(long instant, Planned sink) {
        waiting.sort(PlannedEvent.BY_ARRIVAL);
        int ready = 0;
        while (ready < waiting.size() && waiting.get(ready).arrival < instant) {
            sink.put(waiting.get(ready++));
        }
        waiting = new ArrayList<>(waiting.subList(ready, waiting.size()));
    }

    private void planDay(int day, long events) {
        left = events;
        while (left > 0) {
            planOrder(draw(day));
        }
    }

    private PlannedOrder draw(int day) {
        double many = random.nextDouble();
        int servings = many < 0.96 ? 1 : many < 0.99 ? 2 : 3 + random.nextInt(3);
        if (random.nextInt(100) < 5) {
            return new PlannedOrder(orders++, -1, diners.anyPoint(random.nextDouble()), day, 1 + random.nextInt(2),
                    Diners.mode(random.nextDouble()), 5, servings);
        }
        int diner = diners.draw(random);
        double where = random.nextDouble();
        int point = where < 0.85 ? diners.home(diner)
                : where < 0.95 ? diners.otherPoint(diner) : diners.anyPoint(random.nextDouble());
        int period = random.nextInt(100) < 85 ? diners.period(diner) : random.nextInt(3);
        int mode = random.nextInt(100) < 85 ? diners.mode(diner) : Diners.mode(random.nextDouble());
        return new PlannedOrder(orders++, diner, point, day, period, mode, diners.group(diner), servings);
    }

    private void planOrder(PlannedOrder order) {
        MealPeriod period = MealPeriod.values()[order.period()];
        long opens = ServiceDays.start(order.day()) + period.opens().toSecondOfDay() * 1000L;
        long open = (period.closes().toSecondOfDay() - period.opens().toSecondOfDay()) * 1000L;
        // More come in the middle of the window.
        long served = opens + (long) (open * (random.nextDouble() + random.nextDouble()) / 2);
        int story = random.nextInt(103);
        if (story < 43) {
            long ahead = random.nextInt(5) == 0 ? random.nextLong(12L * HOUR, 20L * HOUR) : random.nextLong(10L * MINUTE, 5L * HOUR);
            plan(order, MealEvent.PLACED, served - ahead);
            if (story < 3) {
                plan(order, MealEvent.CANCELLED, served - ahead + random.nextLong(MINUTE, ahead));
                return;
            }
            // One in a hundred is never collected.
            if (random.nextInt(100) == 0) {
                return;
            }
        }
        plan(order, MealEvent.SERVED, served);
        if (random.nextInt(100) == 0) {
            plan(order, MealEvent.VOIDED, served + random.nextLong(20_000, HOUR));
        }
    }

    private void plan(PlannedOrder order, int kind, long occurredAt) {
        if (left == 0) {
            return;
        }
        boolean delayed = random.nextInt(100) < 2;
        long receivedAt = occurredAt + (delayed ? random.nextLong(MINUTE, 3L * HOUR) : random.nextLong(20, 420));
        PlannedEvent event = new PlannedEvent(order, numbers++, kind, occurredAt, receivedAt, arrival(receivedAt));
        waiting.add(event);
        left--;
        if (left > 0 && random.nextDouble() < REPEATED) {
            long again = receivedAt + random.nextLong(1_000, 10L * MINUTE);
            waiting.add(new PlannedEvent(order, event.number, kind, occurredAt, again, arrival(again)));
            left--;
        }
    }

    private long arrival(long receivedAt) {
        return random.nextInt(50) == 0 ? receivedAt + random.nextInt(3_000) : receivedAt;
    }
}
