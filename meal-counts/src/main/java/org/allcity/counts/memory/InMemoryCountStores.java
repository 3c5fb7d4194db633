package org.allcity.counts.memory;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
import org.allcity.counts.CountView;
import org.allcity.counts.NewView;
import org.allcity.counts.Reading;
import org.allcity.counts.Window;
import org.jspecify.annotations.Nullable;

/** Keeps views in the heap. A builder is alive until it closes. */
public final class InMemoryCountStores implements CountStores, CountView {

    private InMemoryCountStore live;
    private long liveNumber = 1;
    private long lastNumber = 1;
    private @Nullable Building building;
    private boolean builderAlive;

    /** @param live what is kept so far */
    public InMemoryCountStores(InMemoryCountStore live) {
        this.live = live;
    }

    @Override
    public synchronized InMemoryCountStore live() {
        return live;
    }

    @Override
    public synchronized Optional<NewView> build() {
        if (builderAlive) {
            return Optional.empty();
        }
        if (building != null) {
            building.store.supersede();
        }
        builderAlive = true;
        building = new Building(++lastNumber);
        return Optional.of(building);
    }

    private final class Building implements NewView {

        private final long number;
        private final InMemoryCountStore store = new InMemoryCountStore();

        private Building(long number) {
            this.number = number;
        }

        @Override
        public long number() {
            return number;
        }

        @Override
        public CountStore store() {
            return store;
        }

        @Override
        public void keepAlive() {}

        @Override
        public void holdLive(Duration atMost) {
            live().hold(atMost);
        }

        @Override
        public SwitchResult goLive(int partitions, Set<Integer> lostPartitions) {
            synchronized (InMemoryCountStores.this) {
                if (building != this) {
                    return new SwitchResult.Superseded();
                }
                boolean compared = live.log() == null || live.log().equals(store.log());
                for (int partition = 0; partition < partitions; partition++) {
                    long position = store.positions().getOrDefault(partition, 0L);
                    long livePosition = live.positions().getOrDefault(partition, 0L);
                    if (compared && livePosition > position && !lostPartitions.contains(partition)) {
                        return new SwitchResult.Behind(partition, position, livePosition);
                    }
                }
                SwitchResult switched = new SwitchResult.Switched(liveNumber, compared);
                live.supersede();
                live = store.moved();
                liveNumber = number;
                building = null;
                return switched;
            }
        }

        @Override
        public void removeOthers(LongConsumer removed) {}

        @Override
        public void close() {
            synchronized (InMemoryCountStores.this) {
                if (building == null || building == this) {
                    builderAlive = false;
                }
            }
        }
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return live().meals(from, to, areaCode, detail);
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return live().persons(window, areaCode, detail);
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return live().curve(day);
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return live().positions();
    }
}
