package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSafetyTest {

    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "6.2.11", "6.10.1", "7.0.15", "8.0.0", "10.1"})
    void acceptsServersThatTheScriptsRunOn(String version) {
        assertThatNoException().isThrownBy(() -> RedisSafety.checkVersion("Redis", info(version)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1.9", "6.0", "5.14.1", "2.8", "seven", "7", "", "999999999999.9"})
    void refusesServersThatAreTooOldOrDoNotSay(String version) {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisSafety.checkVersion("Redis 127.0.0.1:1", info(version)))
                .withMessage("Redis 127.0.0.1:1: redis_version: " + version + " (expected: 6.2 or later)");
    }

    @Test
    void tellsServersThatForgetWithARestartFromThoseThatDoNot() {
        assertThat(RedisSafety.forgetfulness("Redis", "# Persistence\r\naof_enabled:1\r\n")).isEmpty();
        assertThat(RedisSafety.forgetfulness("Redis", "# Persistence\r\naof_enabled:0\r\n").orElseThrow())
                .startsWith("Redis: appendonly: no (expected: yes in production,")
                .endsWith("set it in redis.conf)");
        assertThat(RedisSafety.forgetfulness("Redis", "# Persistence\r\n").orElseThrow()).startsWith("Redis: appendonly: unknown (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "volatile-ttl", "volatile-lfu", ""})
    void refusesServersThatMayDropCounts(String policy) {
        assertThat(RedisSafety.eviction("Redis", "# Memory\r\nmaxmemory_policy:" + policy + "\r\n").orElseThrow())
                .startsWith("Redis: maxmemory-policy: " + policy + " (expected: noeviction");
    }

    @Test
    void trustsAServerThatDropsNothingAndDroppedNothing() {
        assertThat(RedisSafety.eviction("Redis", "# Memory\r\nmaxmemory_policy:noeviction\r\n")).isEmpty();
        assertThat(RedisSafety.evicted("Redis", "# Stats\r\nevicted_keys:0\r\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4294967296", ""})
    void distrustsAServerThatDroppedKeysOrDoesNotSay(String keys) {
        assertThat(RedisSafety.evicted("Redis", "# Stats\r\nevicted_keys:" + keys + "\r\n").orElseThrow())
                .startsWith("Redis: evicted_keys: " + keys + " (expected: 0");
    }

    private static String info(String version) {
        return "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n";
    }
}
