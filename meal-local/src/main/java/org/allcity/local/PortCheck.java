package org.allcity.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Finds a taken port before anything is started: one line each, instead of a failure deep inside a server. */
final class PortCheck {

    private static final int CONNECT_MILLIS = 200;

    private PortCheck() {
    }

    static void requireFree(LocalPorts ports) {
        List<String> taken = ports.byUse().entrySet().stream()
                .filter(entry -> isTaken(entry.getValue()))
                .map(entry -> "Port " + entry.getValue() + " (" + entry.getKey().words() + "): taken by "
                        + PortOwner.of(entry.getValue()).orElse("another process")
                        + " (expected: free; stop that process, or set " + entry.getKey().setting() + " to another port)")
                .toList();
        if (!taken.isEmpty()) {
            throw new StartRefusedException(String.join("\n", taken));
        }
    }

    /** Binding alone is not enough: macOS lets one bind 127.0.0.1 while another process listens on all addresses. */
    private static boolean isTaken(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            return true;
        }
        try (Socket probe = new Socket()) {
            probe.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
