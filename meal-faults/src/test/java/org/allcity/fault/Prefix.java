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
import org.allcity.counts.Fold;
import org.allcity.counts.LogId;
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

    private static final LogId ANY_LOG = new LogId("cluster", "topic", 1);

    private final LogReader log;
    private final int[] counted;
    private final Map<DinerId, Diner> diners = new HashMap<>();
    private final Map<Cell, Long> cells = new HashMap<>();
    private final Set<Diner> stale = new HashSet<>();

    private static final class Diner {
        private final DinerId id;
        private final List<Fact> facts = new ArrayList<>();
        private Map<CountKey, Long> counts = Map.of();
        private Map<Cell, Long> cells = Map.of();
        private List<Fact> refused = List.of();
        private @Nullable DinerLedger ledger;

        private Diner(DinerId id) {
            this.id = id;
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
            diner.ledger = null;
            add(diner.cells, 1);
        }
        stale.clear();
    }

    private void move(int partition, long position) {
        List<Logged> facts = log.facts(partition);
        while (counted[partition] < facts.size() && facts.get(counted[partition]).offset() < position) {
            Fact fact = facts.get(counted[partition]++).fact();
            Diner diner = diners.computeIfAbsent(fact.diner(), Diner::new);
            diner.facts.add(fact);
            stale.add(diner);
        }
        while (counted[partition] > 0 && facts.get(counted[partition] - 1).offset() >= position) {
            Diner diner = diners.get(facts.get(--counted[partition]).fact().diner());
            diner.facts.remove(diner.facts.size() - 1);
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

    /** The ledgers that a fold of these facts leads to, by key. */
    Map<String, DinerLedger> ledgers() {
        Map<String, DinerLedger> ledgers = new HashMap<>();
        for (Diner diner : diners.values()) {
            if (diner.ledger == null) {
                Fold fold = new Fold(Map.of());
                diner.facts.forEach(fold::add);
                diner.ledger = fold.batch(ANY_LOG, 0, 0, 0).ledgers().get(diner.id);
            }
            if (diner.ledger != null) {
                ledgers.put(Layout.ledger(diner.id), diner.ledger);
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
