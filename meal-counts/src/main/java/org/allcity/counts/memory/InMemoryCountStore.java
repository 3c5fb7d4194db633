package org.allcity.counts.memory;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountView;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Reading;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.Window;
import org.jspecify.annotations.Nullable;

/** Keeps counts in the heap; the promises of both ports in their plainest form. */
public final class InMemoryCountStore implements CountStore, CountView {

    private final Map<CountKey, Long> counts = new HashMap<>();
    private final Map<DinerId, DinerLedger> ledgers = new HashMap<>();
    private final SortedMap<Integer, Long> positions = new TreeMap<>();
    private final Map<Integer, Long> ledgersFrom = new HashMap<>();
    private @Nullable String log;
    private boolean superseded;
    private boolean held;
    private long heldUntilNanos;

    @Override
    public synchronized ApplyResult apply(CountBatch batch) {
        if (superseded) {
            return new ApplyResult.Superseded();
        }
        if (held && System.nanoTime() - heldUntilNanos < 0) {
            throw new StoreUnavailableException("held: a rebuilt view is taking over", null);
        }
        if (log != null && !log.equals(batch.log().toString())) {
            return new ApplyResult.LogDiffers(log);
        }
        for (CountBatch.Advance advance : batch.advances()) {
            long stored = positions.getOrDefault(advance.partition(), 0L);
            if (stored != advance.from()) {
                return new ApplyResult.PositionDiffers(stored);
            }
        }
        Map<CountKey, Long> changes = batch.changes().toMap();
        changes.forEach((key, change) -> {
            if (counts.getOrDefault(key, 0L) + change < 0) {
                throw new StoreDamagedException(key + ": below zero by " + change + " (expected: >= 0)");
            }
        });
        changes.forEach((key, change) -> counts.merge(key, change, (held, added) -> held + added == 0 ? null : held + added));
        batch.ledgers().forEach(ledger -> ledgers.put(ledger.diner(), ledger.copy()));
        for (CountBatch.Advance advance : batch.advances()) {
            positions.put(advance.partition(), advance.to());
            ledgersFrom.put(advance.partition(), advance.ledgersFrom());
        }
        log = batch.log().toString();
        return new ApplyResult.Applied();
    }

    synchronized void hold(Duration atMost) {
        held = true;
        heldUntilNanos = System.nanoTime() + atMost.toNanos();
    }

    @Override
    public synchronized Optional<StoredPosition> position(int partition) {
        if (superseded) {
            throw new StoreUnavailableException("view: superseded (expected: the live one)", new IllegalStateException());
        }
        return Optional.ofNullable(positions.get(partition))
                .map(next -> new StoredPosition(String.valueOf(log), next, ledgersFrom.get(partition)));
    }

    @Override
    public synchronized Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
        Map<DinerId, DinerLedger> found = new HashMap<>();
        for (DinerId diner : diners) {
            DinerLedger ledger = ledgers.get(diner);
            found.put(diner, ledger == null ? DinerLedger.empty(diner) : ledger.copy());
        }
        return found;
    }

    @Override
    public synchronized Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        Map<MealCell, Long> sums = new HashMap<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Meals meals
                    && !meals.day().isBefore(from)
                    && !meals.day().isAfter(to)
                    && meals.place().area(AreaLevel.POINT).isWithin(areaCode)) {
                Area area = meals.place().area(detail);
                sums.merge(cell(meals, area, 0), count, Long::sum);
            }
        });
        List<MealCell> cells = new ArrayList<>();
        sums.forEach((cell, sum) -> cells.add(new MealCell(
                cell.day(), cell.area(), cell.period(), cell.mode(), cell.group(), cell.measure(), sum)));
        return reading(cells);
    }

    private static MealCell cell(CountKey.Meals key, Area area, long count) {
        return new MealCell(key.day(), area, key.period(), key.mode(), key.group(), key.measure(), count);
    }

    @Override
    public synchronized Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        List<PersonCell> cells = new ArrayList<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Persons persons
                    && persons.window().equals(window)
                    && persons.area().level() == detail
                    && persons.area().isWithin(areaCode)) {
                cells.add(new PersonCell(persons.area(), persons.measure(), count));
            }
        });
        return reading(cells);
    }

    @Override
    public synchronized Reading<CurveCell> curve(LocalDate day) {
        List<CurveCell> cells = new ArrayList<>();
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Curve curve && curve.day().equals(day)) {
                cells.add(new CurveCell(curve.district(), curve.quarter(), count));
            }
        });
        return reading(cells);
    }

    @Override
    public synchronized SortedMap<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    /** Every count that is not zero. */
    public synchronized Map<CountKey, Long> counts() {
        return Map.copyOf(counts);
    }

    /** Another view has taken this one's place. */
    synchronized void supersede() {
        superseded = true;
    }

    /** What this one holds, in another one; this one is superseded. */
    synchronized InMemoryCountStore moved() {
        InMemoryCountStore other = new InMemoryCountStore();
        other.counts.putAll(counts);
        other.ledgers.putAll(ledgers);
        other.positions.putAll(positions);
        other.ledgersFrom.putAll(ledgersFrom);
        other.log = log;
        supersede();
        return other;
    }

    synchronized @Nullable String log() {
        return log;
    }

    private <T> Reading<T> reading(List<T> cells) {
        return new Reading<>(new TreeMap<>(positions), cells);
    }
}
