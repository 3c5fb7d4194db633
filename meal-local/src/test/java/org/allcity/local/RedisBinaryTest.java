package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisBinaryTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "Redis server v=6.2.0 sha=00000000:0 malloc=libc bits=64 build=8f3",
        "Redis server v=10.0.1 sha=00000000:0 malloc=libc bits=64 build=8f3",
        "Valkey server v=8.1.1 sha=00000000:0 malloc=libc bits=64 build=8f3"})
    void takesSixTwoAndLater(String answer) {
        assertThat(RedisBinary.isNewEnough(answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Redis server v=6.1.9 sha=00000000:0 malloc=libc bits=64 build=8f3",
        "Redis server v=5.9.14 sha=00000000:0 malloc=libc bits=64 build=8f3",
        "usage: redis-server",
        ""})
    void leavesWhatIsOlderOrUnknown(String answer) {
        assertThat(RedisBinary.isNewEnough(answer)).isFalse();
    }
}
