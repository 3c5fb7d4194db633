package org.allcity.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Ports on 127.0.0.1 that nobody used a moment ago. */
final class FreePorts {

    private FreePorts() {
    }

    static int one() throws IOException {
        return several(1).get(0);
    }

    static LocalPorts forACity() throws IOException {
        LocalPorts.Use[] uses = LocalPorts.Use.values();
        List<Integer> free = several(uses.length);
        Map<LocalPorts.Use, Integer> ports = new EnumMap<>(LocalPorts.Use.class);
        for (LocalPorts.Use use : uses) {
            ports.put(use, free.get(use.ordinal()));
        }
        return new LocalPorts(ports);
    }

    /** All held at once, so that they differ. */
    private static List<Integer> several(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
