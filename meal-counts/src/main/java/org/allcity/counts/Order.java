package org.allcity.counts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One diner's meal (订单): of the facts that name it, the one of each kind that holds.
 *
 * @param lastDay the latest service day that any of its facts names; 45 days later the order is closed
 */
record Order(
        @Nullable Fact placed,
        @Nullable Fact cancelled,
        @Nullable Fact served,
        @Nullable Fact voided,
        LocalDate lastDay) {

    /** The serving that counts as meals, or null. */
    @Nullable Fact meal() {
        return voided == null ? served : null;
    }

    /**
     * The orders that facts of one order id make up: nearly always one. An order is closed when the correction window after its
     * last day is over; a fact received later opens a new one. So a sealed order and its id can be forgotten.
     *
     * @param facts not empty, in any order
     */
    static List<Order> of(List<Fact> facts) {
        if (facts.size() == 1) {
            return List.of(holding(facts));
        }
        List<Fact> byReceipt = new ArrayList<>(facts);
        byReceipt.sort(Comparator.comparing(Fact::receivedAt));
        List<Order> orders = new ArrayList<>(1);
        List<Fact> open = new ArrayList<>();
        LocalDate lastDay = LocalDate.MIN;
        for (Fact fact : byReceipt) {
            if (!open.isEmpty() && isClosed(lastDay, fact.receivedAt())) {
                orders.add(holding(open));
                open.clear();
                lastDay = LocalDate.MIN;
            }
            open.add(fact);
            lastDay = fact.serviceDate().isAfter(lastDay) ? fact.serviceDate() : lastDay;
        }
        orders.add(holding(open));
        return orders;
    }

    private static boolean isClosed(LocalDate lastDay, Instant receivedAt) {
        return lastDay.isBefore(CorrectionWindow.firstDay(receivedAt));
    }

    private static Order holding(List<Fact> facts) {
        Fact placed = null;
        Fact cancelled = null;
        Fact served = null;
        Fact voided = null;
        LocalDate lastDay = LocalDate.MIN;
        for (Fact fact : facts) {
            switch (fact.kind()) {
                case PLACED -> placed = lesser(placed, fact);
                case CANCELLED -> cancelled = lesser(cancelled, fact);
                case SERVED -> served = lesser(served, fact);
                case VOIDED -> voided = lesser(voided, fact);
            }
            lastDay = fact.serviceDate().isAfter(lastDay) ? fact.serviceDate() : lastDay;
        }
        return new Order(placed, cancelled, served, voided, lastDay);
    }

    private static Fact lesser(@Nullable Fact held, Fact fact) {
        return held == null || Fact.PRECEDENCE.compare(fact, held) < 0 ? fact : held;
    }
}
