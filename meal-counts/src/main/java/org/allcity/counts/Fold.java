package org.allcity.counts;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Adds facts of one partition, in the order of the log, to ledgers and gathers what they change. Not for several threads. */
public final class Fold {

    private final Map<DinerId, DinerLedger> known;
    private final Map<DinerId, DinerLedger> grown = new HashMap<>();
    private final Map<CountKey, Long> changes = new HashMap<>();
    private Instant latestReceivedAt = Instant.EPOCH;

    /** Starts from these ledgers, which are not changed; a diner without one has an empty ledger. */
    public Fold(Map<DinerId, DinerLedger> known) {
        this.known = known;
    }

    /** Adds one fact, or tells why not. */
    public Optional<Refusal> add(Fact fact) {
        DinerLedger before = ledger(fact.diner());
        Optional<Refusal> refusal = refusal(fact, before);
        if (refusal.isPresent()) {
            return refusal;
        }
        DinerLedger after = before.plus(fact);
        Tally.addChange(changes, before, after, fact.orderId());
        // Sealed only after the subtraction: what is sealed stays counted.
        grown.put(fact.diner(), after.sealed());
        if (fact.receivedAt().isAfter(latestReceivedAt)) {
            latestReceivedAt = fact.receivedAt();
        }
        return Optional.empty();
    }

    private DinerLedger ledger(DinerId diner) {
        DinerLedger ledger = grown.get(diner);
        if (ledger == null) {
            ledger = known.get(diner);
        }
        return ledger == null ? DinerLedger.empty(diner) : ledger;
    }

    private static Optional<Refusal> refusal(Fact fact, DinerLedger ledger) {
        if (fact.serviceDate().isBefore(CorrectionWindow.firstDay(fact.receivedAt()))) {
            return Optional.of(Refusal.TOO_LATE);
        }
        if (fact.serviceDate().isAfter(CorrectionWindow.lastDay(fact.receivedAt()))) {
            return Optional.of(Refusal.TOO_FAR_AHEAD);
        }
        if (fact.receivedAt().isBefore(ledger.latestReceivedAt().minus(CorrectionWindow.MARGIN))) {
            return Optional.of(Refusal.RECEIVED_OUT_OF_ORDER);
        }
        return Optional.empty();
    }

    /** What was added so far, as the batch from one position to another. */
    public CountBatch batch(LogId log, int partition, long from, long to) {
        return new CountBatch(log, partition, from, to, latestReceivedAt, grown, changes);
    }
}
