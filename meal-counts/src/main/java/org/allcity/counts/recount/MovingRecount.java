package org.allcity.counts.recount;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.counts.CountKey;
import org.allcity.counts.Fact;

/**
 * The naive recount of one partition at a row of positions. Counts are sums over diners, so from one position to the next only the
 * diners have to be counted again that have facts in between.
 */
public final class MovingRecount {

    /** Facts counted in one go: some thousand keep the naive recount's own tables small. */
    private static final int FACTS_AT_ONCE = 5_000;

    private final List<Long> positions;
    private final Target target;
    private final List<Fact> gathered = new ArrayList<>();

    /** Takes counts in: all that are not zero at the first position, then what changes on the way to each of the others. */
    public interface Target {

        /** @param step 0 for the first position; may come in any order, and more than once for a key */
        void add(int step, CountKey key, long amount);
    }

    /** @param positions not empty, and never falling */
    public MovingRecount(List<Long> positions, Target target) {
        this.positions = List.copyOf(positions);
        this.target = target;
        for (int i = 1; i < positions.size(); i++) {
            if (positions.get(i) < positions.get(i - 1)) {
                throw new IllegalArgumentException("positions: " + positions + " (expected: never falling)");
            }
        }
    }

    /**
     * Counts a diner.
     *
     * @param facts all of the diner before the last position, in the order of the log; later ones are left out
     */
    public void add(List<LoggedFact> facts) {
        long first = positions.get(0);
        List<Fact> before = new ArrayList<>();
        int next = 0;
        while (next < facts.size() && facts.get(next).offset() < first) {
            before.add(facts.get(next++).fact());
        }
        gather(before);
        if (next == facts.size()) {
            return;
        }
        Map<CountKey, Long> counted = Recount.of(before).counts();
        for (int step = 1; step < positions.size(); step++) {
            int size = before.size();
            while (next < facts.size() && facts.get(next).offset() < positions.get(step)) {
                before.add(facts.get(next++).fact());
            }
            if (before.size() > size) {
                Map<CountKey, Long> now = Recount.of(before).counts();
                move(step, counted, now);
                counted = now;
            }
        }
    }

    private void move(int step, Map<CountKey, Long> from, Map<CountKey, Long> to) {
        Map<CountKey, Long> change = new HashMap<>(to);
        from.forEach((key, count) -> change.merge(key, -count, Long::sum));
        change.forEach((key, amount) -> {
            if (amount != 0) {
                target.add(step, key, amount);
            }
        });
    }

    private void gather(List<Fact> facts) {
        gathered.addAll(facts);
        if (gathered.size() >= FACTS_AT_ONCE) {
            finish();
        }
    }

    /** Counts what has been gathered; to be called once more at the end. */
    public void finish() {
        Recount.of(gathered).counts().forEach((key, count) -> target.add(0, key, count));
        gathered.clear();
    }
}
