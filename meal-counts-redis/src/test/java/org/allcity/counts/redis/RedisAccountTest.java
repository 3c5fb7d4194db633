package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisAccountTest {

    private static final String MEMORY = "# Memory\r\nused_memory:500\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction\r\n";
    private static final String STATS = "# Stats\r\nevicted_keys:0\r\n";
    private static final String PERSISTENCE =
            "aof_enabled:1\r\naof_last_write_status:ok\r\naof_last_bgrewrite_status:ok\r\nrdb_last_bgsave_status:ok\r\n";

    @Test
    void isGoodWhereTheServerKeepsWhatItIsGiven() {
        assertThat(account(MEMORY, STATS, PERSISTENCE)).isEqualTo(new RedisAccount(true, 0, true, true, 0.5));
    }

    @Test
    void tellsEachDanger() {
        assertThat(account(MEMORY.replace("noeviction", "allkeys-lru"), STATS, PERSISTENCE).neverEvicts()).isFalse();
        assertThat(account(MEMORY, "evicted_keys:7\r\n", PERSISTENCE).evictedKeys()).isEqualTo(7);
        assertThat(account(MEMORY, STATS, PERSISTENCE.replace("aof_enabled:1", "aof_enabled:0")).appendsOnly()).isFalse();
        for (String status : new String[] {"aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"}) {
            assertThat(account(MEMORY, STATS, PERSISTENCE.replace(status + ":ok", status + ":err")).writes()).as(status).isFalse();
        }
        assertThat(account(MEMORY.replace("maxmemory:1000", "maxmemory:0"), STATS, PERSISTENCE).memoryUsedRatio()).isZero();
    }

    @Test
    void isAsGoodAsTheWorstOfSeveralServers() {
        RedisAccount account = RedisAccount.of(
                Map.of("a", MEMORY, "b", MEMORY.replace("used_memory:500", "used_memory:900")),
                Map.of("a", "evicted_keys:2\r\n", "b", "evicted_keys:3\r\n"),
                Map.of("a", PERSISTENCE, "b", PERSISTENCE.replace("aof_enabled:1", "aof_enabled:0")));

        assertThat(account).isEqualTo(new RedisAccount(true, 5, false, true, 0.9));
    }

    private static RedisAccount account(String memory, String stats, String persistence) {
        return RedisAccount.of(Map.of("Redis", memory), Map.of("Redis", stats), Map.of("Redis", persistence));
    }
}
