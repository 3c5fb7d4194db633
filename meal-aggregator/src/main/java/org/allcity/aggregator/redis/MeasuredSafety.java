package org.allcity.aggregator.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.allcity.aggregator.StoreSafety;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.redis.RedisAccount;
import org.allcity.counts.redis.RedisCounts;

/** Shows in metrics what Redis says of itself whenever it is looked at. */
final class MeasuredSafety implements StoreSafety {

    private static final RedisAccount NONE = new RedisAccount(false, 0, false, false, 0);

    private final RedisCounts counts;
    private volatile RedisAccount account = NONE;
    private volatile boolean up;

    MeasuredSafety(RedisCounts counts, MeterRegistry registry) {
        this.counts = counts;
        Gauge.builder("meals.aggregator.store.up", () -> up ? 1 : 0)
                .description("Whether Redis answered when it was last looked at")
                .register(registry);
        show(registry, "noeviction", "Whether no Redis server may drop keys", last -> last.neverEvicts() ? 1 : 0);
        show(registry, "evicted.keys", "Keys that Redis dropped", RedisAccount::evictedKeys);
        show(registry, "aof.enabled", "Whether every Redis server keeps an append-only file", last -> last.appendsOnly() ? 1 : 0);
        show(registry, "write.ok", "Whether every Redis server last wrote to disk without an error", last -> last.writes() ? 1 : 0);
        show(registry, "memory.used.ratio", "Memory that the fullest Redis server uses, of what it may use",
                RedisAccount::memoryUsedRatio);
    }

    private void show(MeterRegistry registry, String name, String description, ToDoubleFunction<RedisAccount> figure) {
        Gauge.builder("meals.aggregator.store." + name, () -> figure.applyAsDouble(account))
                .description(description)
                .register(registry);
    }

    @Override
    public Optional<String> danger() {
        try {
            account = counts.account();
            up = true;
        } catch (StoreUnavailableException e) {
            up = false;
            throw e;
        }
        return counts.danger();
    }
}
