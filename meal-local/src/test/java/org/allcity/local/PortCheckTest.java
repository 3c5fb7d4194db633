package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PortCheckTest {

    @Test
    void passesWhenAllAreFree() throws Exception {
        LocalPorts ports = FreePorts.forACity();

        assertThatCode(() -> PortCheck.requireFree(ports)).doesNotThrowAnyException();
    }

    @Test
    void namesEveryTakenPortAndWhatItIsFor() throws Exception {
        LocalPorts ports = FreePorts.forACity();
        int board = ports.of(LocalPorts.Use.BOARD);
        int redis = ports.of(LocalPorts.Use.REDIS);
        try (ServerSocket onLoopback = new ServerSocket(board, 1, InetAddress.getLoopbackAddress());
                ServerSocket onAllAddresses = new ServerSocket(redis)) {
            assertThat(onLoopback.isBound() && onAllAddresses.isBound()).isTrue();

            assertThatThrownBy(() -> PortCheck.requireFree(ports))
                    .isInstanceOf(StartRefusedException.class)
                    .message().hasLineCount(2)
                    .containsPattern("Port " + board + " \\(board\\): taken by .*\\(expected: free; stop that process,"
                            + " or set MEALS_LOCAL_BOARD_PORT to another port\\)")
                    .containsPattern("Port " + redis + " \\(Redis\\): taken by ");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesTheProcessThatListens() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortOwner.of(taken.getLocalPort())).contains("java (pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void namesNobodyForAFreePort() throws Exception {
        assertThat(PortOwner.of(FreePorts.one())).isEmpty();
    }
}
