package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

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

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "volatile-ttl", "volatile-lfu", ""})
    void refusesServersThatMayDropCounts(String policy) {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisSafety.checkNoEviction("Redis", "# Memory\r\nmaxmemory_policy:" + policy + "\r\n"))
                .withMessageStartingWith("Redis: maxmemory-policy: " + policy + " (expected: noeviction");
    }

    private static String info(String version) {
        return "# Server\r\nredis_version:" + version + "\r\nredis_mode:standalone\r\n";
    }
}
