package org.allcity.counts;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Facts of one partition, folded one by one into a batch with all ledgers that it changes. */
public final class FactsFolded {

    private final Map<DinerId, DinerLedger> known;
    private final Map<DinerId, DinerLedger> grown = new HashMap<>();
    private final Fold fold = new Fold(new CountChanges());
    private final Facts facts = new Facts();
    private Instant latestReceivedAt = Instant.EPOCH;

    /** Starts from these ledgers, which are not changed; a diner without one has an empty ledger. */
    public FactsFolded(Map<DinerId, DinerLedger> known) {
        this.known = known;
    }

    /** Adds one fact, or tells why not. */
    public Optional<Refusal> add(Fact fact) {
        facts.clear();
        facts.add(0, fact);
        DinerLedger ledger = grown.getOrDefault(fact.diner(), known.get(fact.diner()));
        ledger = ledger == null ? DinerLedger.empty(fact.diner()) : ledger.copy();
        Optional<Refusal> refusal = Optional.ofNullable(fold.add(ledger, facts, 0));
        if (refusal.isEmpty()) {
            grown.put(fact.diner(), ledger);
            latestReceivedAt = fact.receivedAt().isAfter(latestReceivedAt) ? fact.receivedAt() : latestReceivedAt;
        }
        return refusal;
    }

    public Map<DinerId, DinerLedger> ledgers() {
        return grown;
    }

    /** What was added so far, as the batch from one position to another. */
    public CountBatch batch(LogId log, int partition, long from, long to) {
        return new CountBatch(log, partition, from, to, latestReceivedAt, grown, fold.changes().toMap());
    }
}
