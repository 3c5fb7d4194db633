package org.allcity.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1 for servers that come back on the same one: below the range that the system gives out by itself. */
final class Ports {

    private static final int FIRST = 22_000;
    private static final int LAST = 32_000;
    private static final int REDIS_BUS_OFFSET = 10_000;
    private static final int ATTEMPTS_MAX = 1_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** One that is free together with the port of a Redis Cluster's bus, and was not given before. */
    static synchronized int free() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port) && isFree(port + REDIS_BUS_OFFSET) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port (expected: one from " + FIRST + " to " + LAST + ")");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
