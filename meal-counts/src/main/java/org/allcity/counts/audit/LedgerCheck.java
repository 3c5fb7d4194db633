package org.allcity.counts.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.recount.Recount;
import org.jspecify.annotations.Nullable;

/** Whether a ledger holds what the log says: every fact that can still matter, none that the log does not have. */
public final class LedgerCheck {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private LedgerCheck() {}

    /**
     * What differs, a line for each.
     *
     * @param held null when there is none
     * @param log the diner's facts up to the ledger's position, in the order of the log
     */
    public static List<String> differences(@Nullable DinerLedger held, List<Fact> log) {
        Map<Fact, Instant> expected = new LinkedHashMap<>();
        Instant latest = Instant.EPOCH;
        for (Fact fact : Recount.of(log).accepted()) {
            expected.merge(withoutReceipt(fact), fact.receivedAt(), (a, b) -> a.isBefore(b) ? a : b);
            latest = fact.receivedAt().isAfter(latest) ? fact.receivedAt() : latest;
        }
        List<String> differences = new ArrayList<>();
        Set<Fact> found = new HashSet<>();
        if (held != null) {
            for (List<Fact> facts : held.factsByOrder().values()) {
                for (Fact fact : facts) {
                    Instant received = expected.get(withoutReceipt(fact));
                    if (received == null) {
                        differences.add(line(fact, "in the ledger", "not there, the log has no such fact"));
                    } else if (!received.equals(fact.receivedAt())) {
                        differences.add(line(fact, "received at " + fact.receivedAt(), received.toString()));
                    }
                    if (!found.add(withoutReceipt(fact))) {
                        differences.add(line(fact, "in the ledger twice", "once"));
                    }
                }
            }
            if (!held.latestReceivedAt().equals(latest)) {
                differences.add("latest receipt: found " + held.latestReceivedAt() + ", expected " + latest);
            }
        }
        LocalDate firstDay = latest.minus(Duration.ofDays(15)).atZone(SHANGHAI).toLocalDate().minusDays(45);
        expected.keySet().stream()
                .filter(fact -> !fact.serviceDate().isBefore(firstDay) && !found.contains(fact))
                .forEach(fact -> differences.add(line(fact, "not in the ledger", "there, as in the log")));
        return differences;
    }

    private static String line(Fact fact, String found, String expected) {
        return fact.kind() + " " + fact.eventId() + " of order " + fact.orderId() + ": found " + found + ", expected " + expected;
    }

    private static Fact withoutReceipt(Fact fact) {
        return new Fact(
                fact.eventId(), fact.orderId(), fact.diner(), fact.kind(), fact.occurredAt(), Instant.EPOCH, fact.serviceDate(),
                fact.period(), fact.mode(), fact.group(), fact.servings(), fact.place());
    }
}
