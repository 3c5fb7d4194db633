package org.allcity.simulator.day;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.UUID;
import org.allcity.simulator.city.Diner;
import org.allcity.simulator.city.DinerGroup;
import org.allcity.simulator.city.MealPeriod;
import org.allcity.simulator.city.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal reports of an order.
 *
 * @param occurredAt milliseconds since 1970 by the terminal's clock
 * @param diner      null for an unregistered diner
 * @param group      UNREGISTERED if and only if {@code diner} is null
 */
public record Fact(UUID eventId, UUID orderId, FactKind kind, long occurredAt, LocalDate serviceDate, MealPeriod period,
        ServiceMode mode, int servings, @Nullable Diner diner, DinerGroup group, Capture capture, Terminal terminal) {

    /** Ids compare as 16 unsigned bytes; {@link UUID#compareTo} compares signed longs. */
    public static final Comparator<UUID> BY_UNSIGNED_BYTES = (a, b) -> {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    };

    public Fact {
        if ((group == DinerGroup.UNREGISTERED) != (diner == null)) {
            throw new IllegalArgumentException("group: %s (expected: UNREGISTERED exactly when there is no diner)".formatted(group));
        }
    }
}
