package org.allcity.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.FactsFolded;
import org.allcity.counts.recount.Recount;
import org.allcity.fault.Layout.Cell;
import org.allcity.fault.LogReader.Logged;
import org.jspecify.annotations.Nullable;

/**
 * What must be counted of a log up to a position of each partition. The counts of a city are the sums of those of its diners, so only
 * diners of whom facts came or went, since the counts may also go back, are recounted from one position vector to the next; {@link
 * #recountWhole} counts all facts at once.
 */
final class Prefix {

    private final LogReader log;
    private final int[] counted;
    private final Map<DinerId, Diner> diners = new HashMap<>();
    private final Map<Cell, Long> cells = new HashMap<>();
    private final Set<Diner> stale = new HashSet<>();

    private static final class Diner {
        private final DinerId id;
        private final int partition;
        private final List<Fact> facts = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private Map<CountKey, Long> counts = Map.of();
        private Map<Cell, Long> cells = Map.of();
        private List<Fact> refused = List.of();
        private @Nullable DinerLedger ledger;
        private int ledgerFacts = -1;

        private Diner(DinerId id, int partition) {
            this.id = id;
            this.partition = partition;
        }
    }

    Prefix(LogReader log, int partitions) {
        this.log = log;
        this.counted = new int[partitions];
    }

    /** Goes forward or back to these positions; partitions that are not named, to the beginning. */
    void moveTo(Map<Integer, Long> positions) {
        for (int partition = 0; partition < counted.length; partition++) {
            move(partition, positions.getOrDefault(partition, 0L));
        }
        for (Diner diner : stale) {
            add(diner.cells, -1);
            Recount recount = Recount.of(diner.facts);
            diner.counts = recount.counts();
            diner.cells = Layout.cells(diner.counts);
            diner.refused = recount.refused();
            diner.ledgerFacts = -1;
            add(diner.cells, 1);
        }
        stale.clear();
    }

    private void move(int partition, long position) {
        List<Logged> facts = log.facts(partition);
        while (counted[partition] < facts.size() && facts.get(counted[partition]).offset() < position) {
            Logged logged = facts.get(counted[partition]++);
            Diner diner = diners.computeIfAbsent(logged.fact().diner(), id -> new Diner(id, partition));
            diner.facts.add(logged.fact());
            diner.offsets.add(logged.offset());
            stale.add(diner);
        }
        while (counted[partition] > 0 && facts.get(counted[partition] - 1).offset() >= position) {
            Diner diner = diners.get(facts.get(--counted[partition]).fact().diner());
            diner.facts.remove(diner.facts.size() - 1);
            diner.offsets.remove(diner.offsets.size() - 1);
            stale.add(diner);
        }
    }

    private void add(Map<Cell, Long> some, int sign) {
        some.forEach((cell, count) ->
                cells.merge(cell, sign * count, (held, change) -> held + change == 0 ? null : held + change));
    }

    /** Every count that is not zero. */
    Map<Cell, Long> cells() {
        return cells;
    }

    /** The points that must be in the sets of points. */
    Set<String> points() {
        Set<String> points = new HashSet<>();
        diners.values().forEach(diner -> points.addAll(Layout.points(diner.counts.keySet())));
        return points;
    }

    /** All counts from all facts at once, as a check on the sums by diner. */
    Map<Cell, Long> recountWhole() {
        List<Fact> all = new ArrayList<>();
        diners.values().forEach(diner -> all.addAll(diner.facts));
        return Layout.cells(Recount.of(all).counts());
    }

    /** The latest receipt of a fact that counts, by partition, in milliseconds. */
    Map<Integer, Long> asOf() {
        Map<Integer, Long> latest = new HashMap<>();
        for (int partition = 0; partition < counted.length; partition++) {
            for (Logged logged : log.facts(partition).subList(0, counted[partition])) {
                if (!isRefused(logged.fact())) {
                    latest.merge(partition, logged.fact().receivedAt().toEpochMilli(), Math::max);
                }
            }
        }
        return latest;
    }

    private boolean isRefused(Fact fact) {
        for (Fact refused : diners.get(fact.diner()).refused) {
            if (refused == fact) {
                return true;
            }
        }
        return false;
    }

    /**
     * The ledgers that a fold of these facts leads to, by key: each of as many facts as it has to know.
     *
     * @param ledgersFrom by partition, the position before which every ledger knows all records
     * @param held ledgers by key; each may know more
     */
    Map<String, DinerLedger> ledgers(Map<Integer, Long> ledgersFrom, Map<String, byte[]> held) {
        Map<String, DinerLedger> ledgers = new HashMap<>();
        for (Diner diner : diners.values()) {
            String key = Layout.ledger(diner.id);
            byte[] bytes = held.get(key);
            long next = Math.max(ledgersFrom.getOrDefault(diner.partition, 0L), bytes == null ? 0 : StoredLedgers.next(bytes));
            int known = (int) diner.offsets.stream().filter(offset -> offset < next).count();
            if (diner.ledgerFacts != known) {
                FactsFolded fold = new FactsFolded(Map.of());
                diner.facts.subList(0, known).forEach(fold::add);
                diner.ledger = fold.ledgers().get(diner.id);
                diner.ledgerFacts = known;
            }
            if (diner.ledger != null) {
                ledgers.put(key, diner.ledger);
            }
        }
        return ledgers;
    }

    int facts() {
        int sum = 0;
        for (int one : counted) {
            sum += one;
        }
        return sum;
    }
}
