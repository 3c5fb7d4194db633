package org.allcity.counts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Facts as bad as they can come, from a seed: few diners, points and ids, so that conflicts, second meals, repeats, late facts and
 * ids used again after months are frequent.
 */
public final class FactStream {

    private static final int DINERS = 1;
    private static final List<Place> PLACES = List.of(
            new Place("330106003", "330106-0001"),
            new Place("330106003", "330106-0002"),
            new Place("330106004", "330106-0003"),
            new Place("330102001", "330102-0001"));

    private final SplittableRandom random;
    private final List<Known> orders = new ArrayList<>();
    private final List<Fact> made = new ArrayList<>();

    public FactStream(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Facts received one after another between two instants, each up to {@code disorder} earlier than its place says. */
    public List<Fact> between(Instant first, Instant last, int count, Duration disorder) {
        long step = Duration.between(first, last).toMillis() / count;
        for (int i = 0; i < count; i++) {
            long back = disorder.isZero() ? 0 : random.nextLong(disorder.toMillis());
            Instant received = first.plusMillis(i * step).minusMillis(random.nextInt(3) == 0 ? back : 0);
            made.add(random.nextInt(8) == 0 && !made.isEmpty() ? repeated(received) : fresh(received));
        }
        return List.copyOf(made);
    }

    private Fact repeated(Instant received) {
        Fact fact = made.get(made.size() - 1 - random.nextInt(Math.min(made.size(), 40)));
        return new Fact(
                fact.eventId(),
                fact.orderId(),
                fact.diner(),
                fact.kind(),
                fact.occurredAt(),
                received,
                fact.serviceDate(),
                fact.period(),
                fact.mode(),
                random.nextInt(10) == 0 && fact.diner().registered() ? DinerGroup.STAFF : fact.group(),
                fact.servings(),
                fact.place());
    }

    private Fact fresh(Instant received) {
        Known order = order(received);
        boolean registered = order.diner().registered();
        LocalDate day = random.nextInt(2) == 0
                ? order.day()
                : ServiceDay.of(received).plusDays(dayFromReceipt());
        Instant occurred = day.atTime(random.nextInt(11, 13), random.nextInt(2) * 15).toInstant(ServiceDay.OFFSET);
        return new Fact(
                new UUID(random.nextLong(), random.nextInt(5)),
                order.id(),
                order.diner(),
                FactKind.values()[random.nextInt(4)],
                occurred,
                received,
                day,
                MealPeriod.values()[random.nextInt(3)],
                ServiceMode.values()[random.nextInt(3)],
                registered ? DinerGroup.values()[random.nextInt(5)] : DinerGroup.UNREGISTERED,
                random.nextInt(4) == 0 ? random.nextInt(1, 21) : 1,
                PLACES.get(random.nextInt(PLACES.size())));
    }

    /** A new order or one of before, now and then with its id under another diner. */
    private Known order(Instant received) {
        int size = orders.size();
        if (size > 0 && random.nextInt(3) != 0) {
            boolean recent = random.nextInt(4) != 0;
            Known known = orders.get(recent ? size - 1 - random.nextInt(Math.min(size, 30)) : random.nextInt(size));
            return random.nextInt(12) == 0 ? new Known(known.id(), diner(known.id()), known.day()) : known;
        }
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Known order = new Known(id, diner(id), ServiceDay.of(received).plusDays(dayFromReceipt()));
        orders.add(order);
        return order;
    }

    private DinerId diner(UUID orderId) {
        return random.nextInt(6) == 0
                ? DinerId.unregistered(orderId)
                : DinerId.registered(new UUID(random.nextInt(2) == 0 ? -1 : 1, random.nextInt(DINERS)));
    }

    private record Known(UUID id, DinerId diner, LocalDate day) {}

    private int dayFromReceipt() {
        return switch (random.nextInt(10)) {
            case 0 -> -random.nextInt(0, 46);
            case 1 -> -random.nextInt(40, 50);
            case 2 -> random.nextInt(0, 15);
            case 3 -> random.nextInt(12, 18);
            case 4 -> -random.nextInt(1, 8);
            default -> 0;
        };
    }
}
