package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalPortsTest {

    @Test
    void areTheDocumentedOnes() {
        LocalPorts ports = LocalPorts.from(Map.of());

        assertThat(ports.byUse().values()).containsExactly(8080, 8081, 8082, 9080, 9081, 9082, 19_092, 19_093, 16_379);
    }

    @Test
    void moveByEnvironmentVariable() {
        LocalPorts ports = LocalPorts.from(Map.of("MEALS_LOCAL_REDIS_PORT", "6400"));

        assertThat(ports.of(LocalPorts.Use.REDIS)).isEqualTo(6400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "65535"})
    void acceptTheLimits(String port) {
        assertThat(LocalPorts.from(Map.of("MEALS_LOCAL_BOARD_PORT", port)).of(LocalPorts.Use.BOARD))
                .isEqualTo(Integer.parseInt(port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "", "http", "8 0"})
    void refuseWhatIsNoPort(String port) {
        assertThatThrownBy(() -> LocalPorts.from(Map.of("MEALS_LOCAL_BOARD_PORT", port)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("MEALS_LOCAL_BOARD_PORT: " + port + " (expected: a port from 1 to 65535)");
    }

    @Test
    void refuseOnePortForTwo() {
        assertThatThrownBy(() -> LocalPorts.from(Map.of("MEALS_LOCAL_BOARD_PORT", "8080")))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("8080, which is also the port of the ingest (expected: a port of its own)");
    }
}
