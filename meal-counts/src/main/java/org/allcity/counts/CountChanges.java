package org.allcity.counts;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What to add to counts: a map from {@link CountKey} to long, packed, since a batch changes some ten counts per fact. Used again and
 * again; not for several threads.
 */
public final class CountChanges {

    /** Takes the changes, none of them zero, and of one count perhaps several; areas are packed as by {@link Place#packedArea}. */
    public interface Visitor {

        /** @param cut as {@link #cut} */
        void meals(int day, long place, int cut, long amount);

        /** @param firstDay of the window */
        void persons(Window.Kind kind, int firstDay, AreaLevel level, long area, PersonMeasure measure, long amount);

        void curve(int day, long district, int quarter, long amount);
    }

    /** How many {@link #cut cuts} there are. */
    public static final int CUTS = MealPeriod.values().length
            * ServiceMode.values().length
            * DinerGroup.values().length
            * Measure.values().length;

    private static final int SLOTS_AT_FIRST = 3 * 256;
    /** A table that is larger is given up after a batch that needed little of it. */
    private static final int SLOTS_KEPT_MAX = 3 * 4096;

    private static final long USED = 1L << 63;
    private static final int MEALS = 0;
    private static final int CURVE = 1;
    /** Of one area; and one more for each kind of window. */
    private static final int PERSONS = 2;
    /** Of a place and the areas around it up to a level: persons in the lower half of the amount, seniors in the upper one. */
    private static final int PERSONS_AROUND = PERSONS + Window.Kind.values().length;

    private static final int DAY_SHIFT = 20;
    private static final int LEVEL_SHIFT = 16;
    private static final int TYPE_SHIFT = 60;

    private static final MealPeriod[] PERIODS = MealPeriod.values();
    private static final ServiceMode[] MODES = ServiceMode.values();
    private static final DinerGroup[] GROUPS = DinerGroup.values();
    private static final Measure[] MEASURES = Measure.values();
    private static final Window.Kind[] WINDOWS = Window.Kind.values();
    private static final AreaLevel[] LEVELS = AreaLevel.values();
    private static final PersonMeasure[] PERSON_MEASURES = PersonMeasure.values();

    /** Key, area and amount of each slot; a key of 0 is a free slot, which none is since all set {@link #USED}. */
    private long[] slots = new long[SLOTS_AT_FIRST];

    private int used;

    /** The number, below {@link #CUTS}, of a combination of what meals are split by; enums by their ordinals. */
    public static int cut(int period, int mode, int group, int measure) {
        return ((period * MODES.length + mode) * GROUPS.length + group) * MEASURES.length + measure;
    }

    /** The changes of a map. */
    public static CountChanges of(Map<CountKey, Long> changes) {
        CountChanges packed = new CountChanges();
        changes.forEach(packed::add);
        return packed;
    }

    public void add(CountKey key, long amount) {
        if (key instanceof CountKey.Meals meals) {
            int cut = cut(
                    meals.period().ordinal(), meals.mode().ordinal(), meals.group().ordinal(), meals.measure().ordinal());
            addMeals((int) meals.day().toEpochDay(), meals.place().packed(), cut, amount);
        } else if (key instanceof CountKey.Persons persons) {
            int type = PERSONS + persons.window().kind().ordinal();
            int firstDay = (int) persons.window().first().toEpochDay();
            int level = persons.area().level().ordinal();
            add(key(type, firstDay, level, persons.measure().ordinal()), persons.area().packed(), amount);
        } else if (key instanceof CountKey.Curve curve) {
            addCurve((int) curve.day().toEpochDay(), Long.parseLong(curve.district()), curve.quarter(), amount);
        }
    }

    void addMeals(int day, long place, int cut, long amount) {
        add(key(MEALS, day, AreaLevel.POINT.ordinal(), cut), place, amount);
    }

    /**
     * Adds to the persons of a place and of the areas around it.
     *
     * @param widest the widest of these areas, by the ordinal of its level
     */
    void addPersons(int window, int firstDay, int widest, long place, int persons, int seniors) {
        add(key(PERSONS_AROUND + window, firstDay, widest, 0), place, persons + ((long) seniors << Integer.SIZE));
    }

    void addCurve(int day, long district, int quarter, long amount) {
        add(key(CURVE, day, AreaLevel.DISTRICT.ordinal(), quarter), district, amount);
    }

    private static long key(int type, int day, int level, int field) {
        return USED | (long) type << TYPE_SHIFT | (long) day << DAY_SHIFT | (long) level << LEVEL_SHIFT | field;
    }

    private void add(long key, long area, long amount) {
        int mask = slots.length / 3 - 1;
        int slot = hash(key, area) & mask;
        while (true) {
            int at = 3 * slot;
            if (slots[at] == key && slots[at + 1] == area) {
                slots[at + 2] += amount;
                return;
            }
            if (slots[at] == 0) {
                slots[at] = key;
                slots[at + 1] = area;
                slots[at + 2] = amount;
                if (++used * 2 > mask) {
                    grow();
                }
                return;
            }
            slot = slot + 1 & mask;
        }
    }

    private static int hash(long key, long area) {
        long mixed = (key ^ area * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (int) (mixed >>> 32) ^ (int) (mixed >>> 15);
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        used = 0;
        for (int at = 0; at < before.length; at += 3) {
            if (before[at] != 0) {
                add(before[at], before[at + 1], before[at + 2]);
            }
        }
    }

    /** Grows with the counts that there are changes of, those included that came to nothing. */
    public int size() {
        return used;
    }

    public void clear() {
        if (slots.length > SLOTS_KEPT_MAX && used * 3 * 16 < slots.length) {
            slots = new long[SLOTS_AT_FIRST];
        } else {
            Arrays.fill(slots, 0);
        }
        used = 0;
    }

    public void forEach(Visitor visitor) {
        for (int at = 0; at < slots.length; at += 3) {
            long key = slots[at];
            long amount = slots[at + 2];
            if (key == 0 || amount == 0) {
                continue;
            }
            int type = (int) (key >>> TYPE_SHIFT) & 7;
            int day = (int) (key >>> DAY_SHIFT) & Calendar.DAYS_MAX - 1;
            int field = (int) key & (1 << LEVEL_SHIFT) - 1;
            if (type == MEALS) {
                visitor.meals(day, slots[at + 1], field, amount);
            } else if (type == CURVE) {
                visitor.curve(day, slots[at + 1], field, amount);
            } else {
                int level = (int) (key >>> LEVEL_SHIFT) & LEVELS.length - 1;
                if (type < PERSONS_AROUND) {
                    visitor.persons(WINDOWS[type - PERSONS], day, LEVELS[level], slots[at + 1], PERSON_MEASURES[field], amount);
                } else {
                    visitAround(visitor, WINDOWS[type - PERSONS_AROUND], day, level, slots[at + 1], amount);
                }
            }
        }
    }

    private static void visitAround(Visitor visitor, Window.Kind kind, int firstDay, int widest, long place, long amount) {
        int persons = (int) amount;
        int seniors = (int) (amount - persons >> Integer.SIZE);
        for (int level = widest; level < LEVELS.length; level++) {
            long area = Place.packedArea(place, level);
            if (persons != 0) {
                visitor.persons(kind, firstDay, LEVELS[level], area, PersonMeasure.PERSONS, persons);
            }
            if (seniors != 0) {
                visitor.persons(kind, firstDay, LEVELS[level], area, PersonMeasure.SENIORS, seniors);
            }
        }
    }

    /** What to add to each count; no zeros. */
    public Map<CountKey, Long> toMap() {
        Map<CountKey, Long> changes = new HashMap<>();
        forEach(new Visitor() {
            @Override
            public void meals(int day, long place, int cut, long amount) {
                int group = cut / MEASURES.length % GROUPS.length;
                int rest = cut / MEASURES.length / GROUPS.length;
                CountKey key = new CountKey.Meals(
                        LocalDate.ofEpochDay(day),
                        Place.ofPacked(place),
                        PERIODS[rest / MODES.length],
                        MODES[rest % MODES.length],
                        GROUPS[group],
                        MEASURES[cut % MEASURES.length]);
                changes.put(key, amount);
            }

            @Override
            public void persons(
                    Window.Kind kind, int firstDay, AreaLevel level, long area, PersonMeasure measure, long amount) {
                Window window = new Window(kind, LocalDate.ofEpochDay(firstDay));
                changes.merge(new CountKey.Persons(window, Area.ofPacked(level, area), measure), amount, Long::sum);
            }

            @Override
            public void curve(int day, long district, int quarter, long amount) {
                changes.put(new CountKey.Curve(LocalDate.ofEpochDay(day), Long.toString(district), quarter), amount);
            }
        });
        changes.values().removeIf(amount -> amount == 0);
        return changes;
    }
}
