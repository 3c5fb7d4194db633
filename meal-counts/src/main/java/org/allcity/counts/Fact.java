package org.allcity.counts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.UUID;

/**
 * What a terminal reported of an order, as far as counts depend on it.
 *
 * @param eventId made by the terminal; a retry repeats it
 * @param orderId made by the terminal; together with the diner it names the order
 * @param diner whose ledger the fact belongs to
 * @param kind what happened
 * @param occurredAt by the terminal's clock, in milliseconds
 * @param receivedAt by ingest's clock, in milliseconds; not part of the fact's identity, since a retry has another
 * @param serviceDate service day, Asia/Shanghai
 * @param period meal period
 * @param mode how the meal is handed over
 * @param group the diner's group; UNREGISTERED exactly when the diner is
 * @param servings 1 to 20 units of service
 * @param place the terminal's meal point at the time of receipt
 */
public record Fact(
        UUID eventId,
        UUID orderId,
        DinerId diner,
        FactKind kind,
        Instant occurredAt,
        Instant receivedAt,
        LocalDate serviceDate,
        MealPeriod period,
        ServiceMode mode,
        DinerGroup group,
        int servings,
        Place place) {

    public static final int SERVINGS_MAX = 20;

    /** Ids compare as 16 unsigned bytes; {@link UUID#compareTo} compares them signed. */
    public static final Comparator<UUID> ID_ORDER = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    /** Of two facts of one order and kind the lesser holds; the rest of the order only makes it total. */
    static final Comparator<Fact> PRECEDENCE = Comparator.comparing(Fact::occurredAt)
            .thenComparing(Fact::eventId, ID_ORDER)
            .thenComparing(Fact::serviceDate)
            .thenComparing(Fact::period)
            .thenComparing(Fact::mode)
            .thenComparing(Fact::group)
            .thenComparing(Fact::servings)
            .thenComparing(fact -> fact.place().subdistrict())
            .thenComparing(fact -> fact.place().point());

    public Fact {
        expectServings(servings);
        if (diner.registered() == (group == DinerGroup.UNREGISTERED)) {
            throw groupDiffers(group);
        }
        if (!diner.registered() && !diner.id().equals(orderId)) {
            throw dinerDiffers(diner.id(), orderId);
        }
        Facts.expectToFit(occurredAt.toEpochMilli(), receivedAt.toEpochMilli(), serviceDate.toEpochDay());
    }

    /** Refuses a number of servings that no fact may have; to be checked before it is packed. */
    public static void expectServings(int servings) {
        if (servings < 1 || servings > SERVINGS_MAX) {
            throw new IllegalArgumentException("servings: " + servings + " (expected: 1 to " + SERVINGS_MAX + ")");
        }
    }

    static IllegalArgumentException groupDiffers(DinerGroup group) {
        return new IllegalArgumentException(
                "group: " + group + " (expected: UNREGISTERED exactly when the diner is not registered)");
    }

    static IllegalArgumentException dinerDiffers(UUID diner, UUID orderId) {
        return new IllegalArgumentException(
                "diner: " + diner + " (expected: the order id " + orderId + " for an unregistered diner)");
    }

    /** Whether both report the same, whenever they were received: a retry, a repeat. */
    boolean repeats(Fact other) {
        return kind == other.kind && orderId.equals(other.orderId) && PRECEDENCE.compare(this, other) == 0;
    }
}
