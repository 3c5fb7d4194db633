package org.allcity.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/** What one terminal notes, from a seed, as JSON events: walk-ins, orders, servings of orders, cancellations, voids. */
final class TerminalEvents {

    private static final int DINERS = 150;
    private static final int BATCH_MAX = 12;
    private static final String[] PERIODS = {"BREAKFAST", "LUNCH", "DINNER"};
    private static final String[] MODES = {"DINE_IN", "TAKEAWAY", "HOME_DELIVERY"};
    private static final String[] GROUPS = {"AGE_60_79", "AGE_80_89", "AGE_90_PLUS", "UNDER_60", "STAFF"};

    private final SplittableRandom random;
    private final List<Order> open = new ArrayList<>();
    private volatile Duration clockError = Duration.ZERO;
    private String capture = "OFFLINE";

    private record Order(UUID id, String diner) {}

    TerminalEvents(long seed, int terminal) {
        this.random = new SplittableRandom(seed * 31 + terminal);
    }

    /** From now on the terminal's clock is wrong by this much. */
    void clockError(Duration error) {
        clockError = error;
    }

    /** From now on the terminal calls its events live. */
    void live() {
        capture = "LIVE";
    }

    List<String> nextBatch() {
        Instant now = Instant.now();
        int size = 1 + random.nextInt(BATCH_MAX);
        List<String> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(next(now.minusMillis(random.nextInt(5_000))));
        }
        return batch;
    }

    /** One event that happened then, as the terminal's clock shows it. */
    String next(Instant happened) {
        if (!open.isEmpty() && random.nextInt(3) == 0) {
            Order order = open.remove(random.nextInt(open.size()));
            return event(order, new String[] {"SERVED", "CANCELLED", "VOIDED"}[random.nextInt(3)], happened);
        }
        UUID id = new UUID(random.nextLong(), random.nextLong());
        int number = random.nextInt(DINERS);
        String diner = random.nextInt(8) == 0
                ? "null"
                : String.format(Locale.ROOT, "{\"citizenId\":\"TEST-%06d\",\"group\":\"%s\"}", number, GROUPS[number % GROUPS.length]);
        Order order = new Order(id, diner);
        if (random.nextInt(3) == 0) {
            open.add(order);
            return event(order, "PLACED", happened);
        }
        if (random.nextInt(10) == 0) {
            open.add(order);
        }
        return event(order, "SERVED", happened);
    }

    private String event(Order order, String fact, Instant happened) {
        String reason = fact.equals("CANCELLED") || fact.equals("VOIDED") ? "\"OTHER\"" : "null";
        return String.format(
                Locale.ROOT,
                "{\"eventId\":\"%s\",\"orderId\":\"%s\",\"fact\":\"%s\",\"occurredAt\":\"%s\",\"period\":\"%s\",\"mode\":\"%s\","
                        + "\"servings\":%d,\"diner\":%s,\"reason\":%s,\"capture\":\"%s\"}",
                new UUID(random.nextLong(), random.nextLong()),
                order.id(),
                fact,
                happened.plus(clockError),
                PERIODS[random.nextInt(PERIODS.length)],
                MODES[random.nextInt(MODES.length)],
                1 + random.nextInt(3),
                order.diner(),
                reason,
                capture);
    }
}
