package org.allcity.counts.redis;

import java.util.Arrays;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountChanges;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.Window;

/** A batch's changes gathered by the hash that they go to, and those of meals summed up to subdistricts and districts. */
final class HashChanges implements CountChanges.Visitor {

    /** Fields below {@link CountChanges#CUTS} are those of meals; these follow, one for each {@link PersonMeasure}. */
    static final int PERSONS = CountChanges.CUTS;

    private static final int FIELDS = PERSONS + PersonMeasure.values().length;
    private static final int KEY_BITS = 4;

    private Hash[] hashes = new Hash[64];
    private int hashCount;
    /** By a hash of its key, the number of a hash plus one; 0 where none is. */
    private int[] table = new int[256];

    /** What to add to one hash of counts: of meals and persons, or of a curve. */
    static final class Hash {

        final boolean curve;
        final Window.Kind kind;
        final int firstDay;
        final AreaLevel level;
        /** Packed as by {@link Place#packedArea}. */
        final long area;

        private int size;
        private short[] fields = new short[4];
        private long[] amounts = new long[4];
        /** By field, its index plus one; only where one field may be added to twice. */
        private final short[] indexes;

        private Hash(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
            this.curve = curve;
            this.kind = kind;
            this.firstDay = firstDay;
            this.level = level;
            this.area = area;
            boolean sums = !curve && kind == Window.Kind.DAY && (level == AreaLevel.DISTRICT || level == AreaLevel.SUBDISTRICT);
            this.indexes = sums ? new short[FIELDS] : NONE;
        }

        private static final short[] NONE = {};

        private void add(int field, long amount) {
            if (indexes.length > 0) {
                if (indexes[field] > 0) {
                    amounts[indexes[field] - 1] += amount;
                    return;
                }
                indexes[field] = (short) (size + 1);
            }
            if (size == fields.length) {
                fields = Arrays.copyOf(fields, 2 * size);
                amounts = Arrays.copyOf(amounts, 2 * size);
            }
            fields[size] = (short) field;
            amounts[size++] = amount;
        }

        /** How many fields there are to add to, some of them perhaps 0. */
        int size() {
            return size;
        }

        int field(int index) {
            return fields[index];
        }

        long amount(int index) {
            return amounts[index];
        }

        private boolean is(boolean ofCurve, Window.Kind ofKind, int ofDay, AreaLevel ofLevel, long ofArea) {
            return area == ofArea && firstDay == ofDay && level == ofLevel && kind == ofKind && curve == ofCurve;
        }
    }

    HashChanges(CountChanges changes) {
        changes.forEach(this);
    }

    int size() {
        return hashCount;
    }

    Hash get(int index) {
        return hashes[index];
    }

    @Override
    public void meals(int day, long place, int cut, long amount) {
        for (AreaLevel level : RedisKeys.MEAL_LEVELS) {
            hash(false, Window.Kind.DAY, day, level, Place.packedArea(place, level.ordinal())).add(cut, amount);
        }
    }

    @Override
    public void persons(Window.Kind kind, int firstDay, AreaLevel level, long area, PersonMeasure measure, long amount) {
        hash(false, kind, firstDay, level, area).add(PERSONS + measure.ordinal(), amount);
    }

    @Override
    public void curve(int day, long district, int quarter, long amount) {
        hash(true, Window.Kind.DAY, day, AreaLevel.DISTRICT, district).add(quarter, amount);
    }

    private Hash hash(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        int slot = slot(curve, kind, firstDay, level, area);
        while (table[slot] != 0) {
            Hash hash = hashes[table[slot] - 1];
            if (hash.is(curve, kind, firstDay, level, area)) {
                return hash;
            }
            slot = slot + 1 & table.length - 1;
        }
        Hash hash = new Hash(curve, kind, firstDay, level, area);
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashCount);
        }
        hashes[hashCount++] = hash;
        table[slot] = hashCount;
        if (2 * hashCount > table.length) {
            growTable();
        }
        return hash;
    }

    private int slot(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        long key = (long) firstDay << KEY_BITS | kind.ordinal() << 2 | level.ordinal();
        long mixed = (area * 0x9E3779B97F4A7C15L ^ (curve ? ~key : key)) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) & table.length - 1;
    }

    private void growTable() {
        table = new int[2 * table.length];
        for (int i = 0; i < hashCount; i++) {
            Hash hash = hashes[i];
            int slot = slot(hash.curve, hash.kind, hash.firstDay, hash.level, hash.area);
            while (table[slot] != 0) {
                slot = slot + 1 & table.length - 1;
            }
            table[slot] = i + 1;
        }
    }
}
