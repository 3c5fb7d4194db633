package org.allcity.counts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The set of one diner's recent facts, by order, and what is left of the sealed ones. Adding a fact is idempotent and does not
 * depend on order. Immutable.
 */
public final class DinerLedger {

    private final DinerId diner;
    private final Instant latestReceivedAt;
    private final LocalDate earliestDay;
    private final Set<ServedMonth> servedMonths;
    private final SortedMap<UUID, List<Fact>> factsByOrder;
    private final List<Fact> meals;

    private DinerLedger(
            DinerId diner,
            Instant latestReceivedAt,
            LocalDate earliestDay,
            Set<ServedMonth> servedMonths,
            SortedMap<UUID, List<Fact>> factsByOrder,
            List<Fact> meals) {
        this.diner = diner;
        this.latestReceivedAt = latestReceivedAt;
        this.earliestDay = earliestDay;
        this.servedMonths = servedMonths;
        this.factsByOrder = factsByOrder;
        this.meals = meals;
    }

    private static DinerLedger of(
            DinerId diner,
            Instant latestReceivedAt,
            Set<ServedMonth> servedMonths,
            SortedMap<UUID, List<Fact>> factsByOrder) {
        LocalDate earliest = LocalDate.MAX;
        List<Fact> meals = new ArrayList<>();
        for (List<Fact> facts : factsByOrder.values()) {
            for (Fact fact : facts) {
                earliest = earlier(earliest, fact.serviceDate());
            }
            meals.addAll(meals(Order.of(facts)));
        }
        return new DinerLedger(diner, latestReceivedAt, earliest, servedMonths, factsByOrder, meals);
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return other.isBefore(one) ? other : one;
    }

    public static DinerLedger empty(DinerId diner) {
        return of(diner, Instant.EPOCH, Set.of(), new TreeMap<>(Fact.ID_ORDER));
    }

    /** A ledger as a store kept it: what its accessors gave. */
    public static DinerLedger restored(
            DinerId diner, Instant latestReceivedAt, Collection<ServedMonth> servedMonths, Collection<Fact> facts) {
        SortedMap<UUID, List<Fact>> byOrder = new TreeMap<>(Fact.ID_ORDER);
        for (Fact fact : facts) {
            byOrder.computeIfAbsent(fact.orderId(), id -> new ArrayList<>(2)).add(fact);
        }
        return of(diner, latestReceivedAt, Set.copyOf(servedMonths), byOrder);
    }

    public DinerId diner() {
        return diner;
    }

    /** The greatest {@code receivedAt} of all facts ever added. */
    public Instant latestReceivedAt() {
        return latestReceivedAt;
    }

    public Set<ServedMonth> servedMonths() {
        return servedMonths;
    }

    /** The facts that are not sealed, by order id; not to be changed. */
    public SortedMap<UUID, List<Fact>> factsByOrder() {
        return factsByOrder;
    }

    /** The orders that the facts of one order id make up; none without such facts. */
    List<Order> orders(UUID orderId) {
        List<Fact> facts = factsByOrder.get(orderId);
        return facts == null ? List.of() : Order.of(facts);
    }

    /** The servings of all orders that count as meals, kept beside the facts that they follow from; not to be changed. */
    List<Fact> meals() {
        return meals;
    }

    static List<Fact> meals(List<Order> orders) {
        return orders.stream().map(Order::meal).filter(Objects::nonNull).toList();
    }

    /** This ledger with one more fact; of a repeated one the earliest receipt is kept. */
    DinerLedger plus(Fact fact) {
        SortedMap<UUID, List<Fact>> grown = new TreeMap<>(factsByOrder);
        List<Fact> facts = with(factsByOrder.getOrDefault(fact.orderId(), List.of()), fact);
        grown.put(fact.orderId(), facts);
        return new DinerLedger(
                diner,
                fact.receivedAt().isAfter(latestReceivedAt) ? fact.receivedAt() : latestReceivedAt,
                earlier(earliestDay, fact.serviceDate()),
                servedMonths,
                grown,
                mealsWith(fact.orderId(), meals(Order.of(facts))));
    }

    private List<Fact> mealsWith(UUID orderId, List<Fact> ofOrder) {
        List<Fact> all = new ArrayList<>(meals.size() + ofOrder.size());
        for (Fact meal : meals) {
            if (!meal.orderId().equals(orderId)) {
                all.add(meal);
            }
        }
        all.addAll(ofOrder);
        return all;
    }

    private static List<Fact> with(List<Fact> facts, Fact fact) {
        List<Fact> grown = new ArrayList<>(facts.size() + 1);
        Fact kept = fact;
        for (Fact held : facts) {
            if (!held.repeats(fact)) {
                grown.add(held);
            } else if (held.receivedAt().isBefore(fact.receivedAt())) {
                kept = held;
            }
        }
        grown.add(kept);
        return grown;
    }

    /**
     * This ledger without the orders that no acceptable fact can change any more, their meals kept by month. Counts already made
     * of them stay. No sealed order shares a day with one that is kept, or the kept one could no longer be told first from second.
     */
    DinerLedger sealed() {
        LocalDate horizon = CorrectionWindow.sealingHorizon(latestReceivedAt);
        if (!earliestDay.isBefore(horizon)) {
            return this;
        }
        LocalDate bound = horizon;
        for (List<Fact> facts : factsByOrder.values()) {
            if (facts.stream().anyMatch(fact -> !fact.serviceDate().isBefore(horizon))) {
                for (Fact fact : facts) {
                    bound = earlier(bound, fact.serviceDate());
                }
            }
        }
        if (!earliestDay.isBefore(bound)) {
            return this;
        }
        Set<ServedMonth> months = new LinkedHashSet<>(servedMonths);
        SortedMap<UUID, List<Fact>> kept = new TreeMap<>(Fact.ID_ORDER);
        for (var entry : factsByOrder.entrySet()) {
            LocalDate firstKept = bound;
            if (entry.getValue().stream().allMatch(fact -> fact.serviceDate().isBefore(firstKept))) {
                addServedMonths(months, entry.getValue());
            } else {
                kept.put(entry.getKey(), entry.getValue());
            }
        }
        // Persons of a year can change as long as a day of it can.
        int firstYear = bound.getYear();
        months.removeIf(month -> month.month().getYear() < firstYear);
        return of(diner, latestReceivedAt, Set.copyOf(months), kept);
    }

    private void addServedMonths(Set<ServedMonth> months, List<Fact> facts) {
        if (!diner.registered()) {
            return;
        }
        for (Fact meal : meals(Order.of(facts))) {
            months.add(new ServedMonth(
                    YearMonth.from(meal.serviceDate()), meal.place(), meal.group().senior()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DinerLedger that
                && diner.equals(that.diner)
                && latestReceivedAt.equals(that.latestReceivedAt)
                && servedMonths.equals(that.servedMonths)
                && factsByOrder.keySet().equals(that.factsByOrder.keySet())
                && factsByOrder.entrySet().stream().allMatch(entry ->
                        Set.copyOf(entry.getValue()).equals(Set.copyOf(that.factsByOrder.get(entry.getKey()))));
    }

    @Override
    public int hashCode() {
        return diner.hashCode() * 31 + factsByOrder.keySet().hashCode();
    }
}
