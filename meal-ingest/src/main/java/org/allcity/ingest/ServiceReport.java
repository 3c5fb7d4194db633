package org.allcity.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing a terminal reports of an order, found valid. Holds the diner's pseudonym, never the citizen id. */
public record ServiceReport(
        UUID eventId,
        UUID orderId,
        Kind kind,
        Instant occurredAt,
        Instant receivedAt,
        LocalDate serviceDate,
        Period period,
        Mode mode,
        int servings,
        DinerKey diner,
        Group group,
        @Nullable String homeDistrict,
        @Nullable VerifiedBy verifiedBy,
        @Nullable Integer priceFen,
        @Nullable Integer subsidyFen,
        @Nullable String reason,
        Capture capture) {

    static final int SERVINGS_MAX = 20;

    public ServiceReport {
        if (servings < 1 || servings > SERVINGS_MAX) {
            throw new IllegalArgumentException("servings: " + servings + " (expected: 1 to " + SERVINGS_MAX + ")");
        }
        if (diner.registered() == (group == Group.UNREGISTERED)) {
            throw new IllegalArgumentException("group: " + group + " (expected: UNREGISTERED if and only if the diner is)");
        }
    }

    public enum Kind { PLACED, CANCELLED, SERVED, VOIDED }

    public enum Period { BREAKFAST, LUNCH, DINNER }

    public enum Mode { DINE_IN, TAKEAWAY, HOME_DELIVERY }

    public enum Group { AGE_60_79, AGE_80_89, AGE_90_PLUS, UNDER_60, STAFF, UNREGISTERED }

    public enum VerifiedBy { CARD, CODE, FACE, OPERATOR }

    public enum Capture { LIVE, OFFLINE, PAPER }
}
