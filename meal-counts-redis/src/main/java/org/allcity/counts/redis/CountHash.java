package org.allcity.counts.redis;

import java.util.Arrays;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountChanges;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.Window;

/** Amounts by field of one hash of counts, of meals and persons or of a district's curve: what it holds, or what to add to it. */
final class CountHash {

    /** Fields below {@link CountChanges#CUTS} are those of meals; these follow, one for each {@link PersonMeasure}. */
    static final int PERSONS = CountChanges.CUTS;

    private static final int FIELDS = PERSONS + PersonMeasure.values().length;
    private static final short[] NONE = {};

    final boolean curve;
    final Window.Kind kind;
    final int firstDay;
    final AreaLevel level;
    /** Packed as by {@link Place#packedArea}. */
    final long area;

    private int size;
    private short[] fields = new short[4];
    private long[] amounts = new long[4];
    /** By field, its index plus one; none where fields are so few that looking through them is faster. */
    private final short[] indexes;

    CountHash(boolean curve, Window.Kind kind, int firstDay, AreaLevel level, long area) {
        this.curve = curve;
        this.kind = kind;
        this.firstDay = firstDay;
        this.level = level;
        this.area = area;
        boolean hasMany =
                curve || kind == Window.Kind.DAY && (level == AreaLevel.DISTRICT || level == AreaLevel.SUBDISTRICT);
        this.indexes = hasMany ? new short[FIELDS] : NONE;
    }

    /** One without fields, of the same name. */
    CountHash empty() {
        return new CountHash(curve, kind, firstDay, level, area);
    }

    void add(int field, long amount) {
        int index = indexOf(field);
        if (index >= 0) {
            amounts[index] += amount;
            return;
        }
        if (size == fields.length) {
            fields = Arrays.copyOf(fields, 2 * size);
            amounts = Arrays.copyOf(amounts, 2 * size);
        }
        fields[size] = (short) field;
        amounts[size++] = amount;
        if (indexes.length > 0) {
            indexes[field] = (short) size;
        }
    }

    void addAll(CountHash other) {
        for (int i = 0; i < other.size; i++) {
            add(other.fields[i], other.amounts[i]);
        }
    }

    /** The amount of a field; 0 where it has none. */
    long amountOf(int field) {
        int index = indexOf(field);
        return index < 0 ? 0 : amounts[index];
    }

    private int indexOf(int field) {
        if (indexes.length > 0) {
            return indexes[field] - 1;
        }
        for (int i = 0; i < size; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    /** How many fields there are, some of them perhaps of amount 0. */
    int size() {
        return size;
    }

    int field(int index) {
        return fields[index];
    }

    long amount(int index) {
        return amounts[index];
    }

    boolean is(boolean ofCurve, Window.Kind ofKind, int ofDay, AreaLevel ofLevel, long ofArea) {
        return area == ofArea && firstDay == ofDay && level == ofLevel && kind == ofKind && curve == ofCurve;
    }
}
