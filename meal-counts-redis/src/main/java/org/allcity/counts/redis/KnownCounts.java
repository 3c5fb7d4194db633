package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.counts.CountBatch;
import org.jspecify.annotations.Nullable;

/**
 * Counts as they are in the store, so that a large batch can write them without reading them first. Counts are a view of the log up
 * to the positions, so these are true exactly as long as the store stands, in all partitions, at the positions that they were learned
 * at; the script looks whether it does. Whoever is in doubt forgets them. Not for several threads.
 */
final class KnownCounts {

    /** Some 300 bytes each: days of a large city, and its months and years. */
    private static final int HASHES_MAX = 40_000;

    /** The positions of all partitions; null when not known, which is always so while no hash is. */
    private @Nullable SortedMap<Integer, Long> positions;
    /** Two take turns: when the one in use holds half of what may be kept, the other is forgotten. */
    private CountHashes used = new CountHashes();
    private CountHashes unused = new CountHashes();

    /** Where the store has to stand for all this to be true; null when nothing is known. */
    @Nullable SortedMap<Integer, Long> positions() {
        return positions;
    }

    void forget() {
        positions = null;
        used = new CountHashes();
        unused = new CountHashes();
    }

    /** What is known of the hashes of these names, in their order; null of those that have to be read. */
    @Nullable CountHash[] like(CountHashes wanted) {
        if (2 * used.size() >= HASHES_MAX) {
            unused = used;
            used = new CountHashes();
        }
        @Nullable CountHash[] known = new CountHash[wanted.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = like(wanted.get(i));
        }
        return known;
    }

    /**
     * Begins to take in hashes that were missing.
     *
     * @param at where the store stood, all hashes read in one instant
     * @return whether they are of the same moment as the others
     */
    boolean isOfNow(SortedMap<Integer, Long> at) {
        if (positions != null && !positions.equals(at)) {
            return false;
        }
        positions = new TreeMap<>(at);
        return true;
    }

    /** Takes in what the hash of this name holds. */
    CountHash learn(CountHash name, Map<String, Long> held) {
        CountHash hash = name.empty();
        held.forEach((text, amount) -> {
            int field = RedisKeys.fieldNumber(hash, text);
            if (field >= 0) {
                hash.add(field, amount);
            }
        });
        used.add(hash);
        return hash;
    }

    private @Nullable CountHash like(CountHash wanted) {
        CountHash known = used.like(wanted);
        if (known == null) {
            known = unused.like(wanted);
            if (known != null) {
                used.add(known);
            }
        }
        return known;
    }

    /**
     * The store took a batch. One that was added to what the store held may start elsewhere than what is known: an old backup has come
     * back, and its records are counted again.
     */
    void applied(List<CountBatch.Advance> advances, CountHashes changes) {
        if (positions == null) {
            return;
        }
        for (CountBatch.Advance advance : advances) {
            if (positions.getOrDefault(advance.partition(), 0L) != advance.from()) {
                forget();
                return;
            }
        }
        for (CountBatch.Advance advance : advances) {
            positions.put(advance.partition(), advance.to());
        }
        for (int i = 0; i < changes.size(); i++) {
            CountHash known = like(changes.get(i));
            if (known != null) {
                known.addAll(changes.get(i));
            }
        }
    }
}
