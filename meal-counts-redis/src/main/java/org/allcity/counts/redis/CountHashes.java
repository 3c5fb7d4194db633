package org.allcity.counts.redis;

import java.util.Arrays;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.Window;
import org.jspecify.annotations.Nullable;

/** Hashes of counts by what they are of. Not for several threads. */
final class CountHashes {

    private static final int KEY_BITS = 4;

    private CountHash[] hashes = new CountHash[64];
    private int size;
    /** By a hash of its key, the number of a hash plus one; 0 where none is. */
    private int[] table = new int[256];

    int size() {
        return size;
    }

    CountHash get(int index) {
        return hashes[index];
    }

    /** The one of this name, made if it is not there. */
    CountHash at(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        int slot = find(curve, kind, firstDay, level, area);
        if (table[slot] == 0) {
            return put(slot, new CountHash(curve, kind, firstDay, level, area));
        }
        return hashes[table[slot] - 1];
    }

    /** The one of the same name; null when it is not there. */
    @Nullable CountHash like(CountHash other) {
        int slot = find(other.curve, other.kind, other.firstDay, other.level, other.area);
        return table[slot] == 0 ? null : hashes[table[slot] - 1];
    }

    /** Takes in one whose name is not there. */
    void add(CountHash hash) {
        put(find(hash.curve, hash.kind, hash.firstDay, hash.level, hash.area), hash);
    }

    private CountHash put(int slot, CountHash hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size++] = hash;
        table[slot] = size;
        if (2 * size > table.length) {
            growTable();
        }
        return hash;
    }

    /** Its slot, or the free one where it would be. */
    private int find(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        int slot = slot(curve, kind, firstDay, level, area);
        while (table[slot] != 0 && !hashes[table[slot] - 1].is(curve, kind, firstDay, level, area)) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private int slot(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        return (int) (mixed(curve, kind, firstDay, level, area) >>> 32) & table.length - 1;
    }

    /** A hash of a name. */
    static long mixed(CountHash hash) {
        return mixed(hash.curve, hash.kind, hash.firstDay, hash.level, hash.area);
    }

    private static long mixed(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        long key = (long) firstDay << KEY_BITS | kind.ordinal() << 2 | level.ordinal();
        long mixed = (area * 0x9E3779B97F4A7C15L ^ (curve ? ~key : key)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ mixed >>> 32;
    }

    private void growTable() {
        table = new int[2 * table.length];
        for (int i = 0; i < size; i++) {
            CountHash hash = hashes[i];
            int slot = slot(hash.curve, hash.kind, hash.firstDay, hash.level, hash.area);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }
}
