package org.allcity.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are started later. */
final class FreePorts {

    private static final int CLUSTER_BUS_OFFSET = 10_000;
    private static final int ATTEMPTS_MAX = 100;

    private FreePorts() {}

    // Below the range that the system gives out by itself, with the port of a Redis Cluster's bus free too.
    static int one() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 22_000);
            if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port (expected: one from 20000 to 21999)");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
