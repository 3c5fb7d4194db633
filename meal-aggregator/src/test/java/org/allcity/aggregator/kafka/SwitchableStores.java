package org.allcity.aggregator.kafka;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.NewView;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;

/** Stores that can be away or damaged, and can lose an answer after they did their work. */
final class SwitchableStores implements CountStores {

    private final CountStores stores;
    private final AtomicInteger answersToLose = new AtomicInteger();
    private final AtomicInteger damagedCalls = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean damaged;

    SwitchableStores(CountStores stores) {
        this.stores = stores;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    void damaged(boolean isDamaged) {
        damaged = isDamaged;
    }

    /** How often a batch met the damage. */
    int damagedCalls() {
        return damagedCalls.get();
    }

    void loseAnswers(int count) {
        answersToLose.set(count);
    }

    @Override
    public CountStore live() {
        expectHere();
        return new SwitchableStore(stores.live());
    }

    @Override
    public Optional<NewView> build() {
        return stores.build();
    }

    private void expectHere() {
        if (away) {
            throw new StoreUnavailableException("store is away", new IllegalStateException("test"));
        }
    }

    private final class SwitchableStore implements CountStore {

        private final CountStore store;

        private SwitchableStore(CountStore store) {
            this.store = store;
        }

        @Override
        public ApplyResult apply(CountBatch batch) {
            expectHere();
            if (damaged) {
                damagedCalls.incrementAndGet();
                throw new StoreDamagedException("a key is damaged");
            }
            ApplyResult result = store.apply(batch);
            if (answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new StoreUnavailableException("answer lost", new IllegalStateException("test"));
            }
            return result;
        }

        @Override
        public Optional<StoredPosition> position(int partition) {
            expectHere();
            return store.position(partition);
        }

        @Override
        public Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
            expectHere();
            return store.ledgers(diners);
        }
    }
}
