package org.allcity.aggregator.ops;

import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.counts.CountStores;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Healthy while the store answers and no partition waits for someone to act. */
@Component
class CountingHealthIndicator implements HealthIndicator {

    private final CountStores stores;
    private final AggregatorMetrics metrics;

    CountingHealthIndicator(CountStores stores, AggregatorMetrics metrics) {
        this.stores = stores;
        this.metrics = metrics;
    }

    @Override
    public Health health() {
        try {
            stores.live();
        } catch (StoreUnavailableException | StoreDamagedException e) {
            return Health.down().withDetail("store", String.valueOf(e.getMessage())).build();
        }
        long stopped = metrics.stopped();
        return (stopped == 0 ? Health.up() : Health.down())
                .withDetail("partitionsStopped", stopped)
                .build();
    }
}
