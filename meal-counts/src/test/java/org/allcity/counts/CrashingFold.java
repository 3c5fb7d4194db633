package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Folds a log into a store as an aggregator does in bad times: it crashes, sends batches again, jumps ahead, and works from memory. */
final class CrashingFold {

    private static final int BATCH_MAX = 25;
    private static final int STEPS_MAX = 1000;

    private final CountStore store;
    private final LogId log;
    private final SplittableRandom random;
    private final List<List<Fact>> partitions = new ArrayList<>();
    private final List<CountBatch> sent = new ArrayList<>();
    private final Map<DinerId, DinerLedger> remembered = new HashMap<>();

    CrashingFold(CountStore store, LogId log, List<Fact> facts, long seed) {
        this.store = store;
        this.log = log;
        this.random = new SplittableRandom(seed);
        for (int partition = 0; partition < log.partitions(); partition++) {
            partitions.add(new ArrayList<>());
        }
        facts.forEach(fact -> partitions.get(Math.floorMod(fact.diner().hashCode(), log.partitions())).add(fact));
    }

    /** Goes on until the store's positions add up to so many facts. */
    void run(int factCount) {
        for (int step = 0; applied().size() < factCount; step++) {
            assertThat(step).as("steps to get to %d facts", factCount).isLessThan(STEPS_MAX);
            switch (random.nextInt(8)) {
                case 0 -> remembered.clear();
                case 1 -> sendAgain();
                case 2 -> jumpAhead();
                default -> goOn(random.nextInt(partitions.size()));
            }
        }
    }

    private void goOn(int partition) {
        int from = (int) position(partition);
        int to = Math.min(partitions.get(partition).size(), from + random.nextInt(BATCH_MAX));
        CountBatch batch = batch(partition, from, to);
        assertThat(store.apply(batch)).isEqualTo(new ApplyResult.Applied());
        if (to > from) {
            sent.add(batch);
        }
        batch.ledgers().forEach(ledger -> remembered.put(ledger.diner(), ledger));
    }

    private void sendAgain() {
        if (!sent.isEmpty()) {
            refuses(sent.get(random.nextInt(sent.size())));
        }
    }

    private void jumpAhead() {
        int partition = random.nextInt(partitions.size());
        int size = partitions.get(partition).size();
        int from = (int) position(partition) + 1;
        if (from < size) {
            refuses(batch(partition, from, size));
        }
    }

    private void refuses(CountBatch batch) {
        long stored = position(batch.advances().get(0).partition());
        assertThat(store.apply(batch)).isEqualTo(new ApplyResult.PositionDiffers(stored));
    }

    private CountBatch batch(int partition, long from, long to) {
        List<Fact> part = partitions.get(partition).subList((int) from, (int) to);
        Map<DinerId, DinerLedger> ledgers = new HashMap<>(
                store.ledgers(part.stream().map(Fact::diner).filter(diner -> !remembered.containsKey(diner)).toList()));
        ledgers.putAll(remembered);
        FactsFolded fold = new FactsFolded(ledgers);
        part.forEach(fold::add);
        return fold.batch(log, partition, from, to);
    }

    private long position(int partition) {
        return store.position(partition).map(StoredPosition::next).orElse(0L);
    }

    /** Where the store stands in each partition that it stands in. */
    Map<Integer, Long> positions() {
        Map<Integer, Long> positions = new TreeMap<>();
        for (int partition = 0; partition < partitions.size(); partition++) {
            int number = partition;
            store.position(partition).ifPresent(stored -> positions.put(number, stored.next()));
        }
        return positions;
    }

    /** The facts before the store's positions, each diner's in order. */
    List<Fact> applied() {
        List<Fact> applied = new ArrayList<>();
        positions().forEach((partition, next) -> applied.addAll(partitions.get(partition).subList(0, next.intValue())));
        return applied;
    }
}
