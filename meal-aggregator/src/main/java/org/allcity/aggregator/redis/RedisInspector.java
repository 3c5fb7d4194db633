package org.allcity.aggregator.redis;

import org.allcity.aggregator.StoreInspector;
import org.allcity.counts.redis.RedisCounts;
import org.allcity.counts.redis.RedisDescription;
import org.springframework.stereotype.Component;

@Component
final class RedisInspector implements StoreInspector {

    private final RedisCounts counts;

    RedisInspector(RedisCounts counts) {
        this.counts = counts;
    }

    @Override
    public void checkServers() {
        counts.checkServers();
    }

    @Override
    public StoreDescription describe() {
        RedisDescription held = counts.describe();
        return new StoreDescription(
                held.servers(), held.schema(), held.view(), held.building(), held.log(), held.positions(), held.asOfMillis(),
                held.trouble());
    }
}
