package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.counts.BloomFilter;
import org.allcity.counts.CountBatch;
import org.jspecify.annotations.Nullable;

/**
 * Counts as they are in the store, so that a batch can write them without reading them first. Counts are a view of the log up
 * to the positions, so these are true exactly as long as the store stands, in all partitions, at the positions that they were learned
 * at; the script looks whether it does. Whoever is in doubt forgets them. Not for several threads.
 */
final class KnownCounts {

    /** Some 300 bytes each: days of a large city, and its months and years. */
    static final int HASHES_MAX = 40_000;

    /** Four MB: a year of a large city drops some three million hashes; one in forty new ones is read for nothing then. */
    private static final int DROPPED_BITS = 1 << 25;

    private final int hashesMax;
    /** The positions of all partitions; null when not known, which is always so while no hash is. */
    private @Nullable SortedMap<Integer, Long> positions;
    /** Two take turns: when the one in use holds half of what may be kept, the other is forgotten. */
    private CountHashes used = new CountHashes();
    private CountHashes unused = new CountHashes();
    /** Those that are there and not known; null unless the view was empty when the first ones were learned. */
    private @Nullable BloomFilter dropped;

    /** @param hashesMax how many to keep, more or less */
    KnownCounts(int hashesMax) {
        this.hashesMax = hashesMax;
    }

    /** Where the store has to stand for all this to be true; null when nothing is known. */
    @Nullable SortedMap<Integer, Long> positions() {
        return positions;
    }

    void forget() {
        positions = null;
        dropped = null;
        used = new CountHashes();
        unused = new CountHashes();
    }

    /** What is known of the hashes of these names, in their order; null of those that have to be read. */
    @Nullable CountHash[] like(CountHashes wanted) {
        if (2 * used.size() >= hashesMax) {
            dropUnused();
        }
        @Nullable CountHash[] known = new CountHash[wanted.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = like(wanted.get(i));
            if (known[i] == null && isNew(wanted.get(i))) {
                known[i] = wanted.get(i).empty();
                used.add(known[i]);
            }
        }
        return known;
    }

    private void dropUnused() {
        for (int i = 0; dropped != null && i < unused.size(); i++) {
            if (used.like(unused.get(i)) == null) {
                dropped.add(CountHashes.mixed(unused.get(i)));
            }
        }
        unused = used;
        used = new CountHashes();
    }

    /** Whether one that is not known cannot be in the store: all that were written since it was empty are known, or among the dropped. */
    private boolean isNew(CountHash unknown) {
        return dropped != null && !dropped.mayHave(CountHashes.mixed(unknown));
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
        if (positions == null && at.isEmpty()) {
            dropped = new BloomFilter(DROPPED_BITS);
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
            } else if (dropped != null) {
                // Written by a batch that did not look at it: it is there from now on.
                dropped.add(CountHashes.mixed(changes.get(i)));
            }
        }
    }
}
