package org.allcity.local;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The port on 127.0.0.1 of each part of one local city. */
record LocalPorts(Map<Use, Integer> byUse) {

    private static final int GREATEST = 65_535;

    LocalPorts {
        byUse = new EnumMap<>(byUse);
        Map<Integer, Use> seen = new HashMap<>();
        for (Use use : Use.values()) {
            Use other = seen.put(byUse.get(use), use);
            if (other != null) {
                throw new StartRefusedException(use.setting() + ": " + byUse.get(use) + ", which is also the port of the "
                        + other.words + " (expected: a port of its own)");
            }
        }
    }

    /** The usual ports, each of which an environment variable can move. */
    static LocalPorts from(Map<String, String> environment) {
        Map<Use, Integer> ports = new EnumMap<>(Use.class);
        Arrays.stream(Use.values()).forEach(use -> ports.put(use, port(environment, use)));
        return new LocalPorts(ports);
    }

    int of(Use use) {
        return byUse.get(use);
    }

    private static int port(Map<String, String> environment, Use use) {
        String found = environment.getOrDefault(use.setting(), Integer.toString(use.usualPort));
        try {
            int port = Integer.parseInt(found);
            if (port >= 1 && port <= GREATEST) {
                return port;
            }
        } catch (NumberFormatException e) {
            // refused below, as any other port that is none
        }
        throw new StartRefusedException(use.setting() + ": " + found + " (expected: a port from 1 to " + GREATEST + ")");
    }

    enum Use {
        INGEST(8080, "ingest"),
        BOARD(8081, "board"),
        AGGREGATOR(8082, "aggregator"),
        INGEST_MANAGEMENT(9080, "ingest's health and metrics"),
        BOARD_MANAGEMENT(9081, "board's health and metrics"),
        AGGREGATOR_MANAGEMENT(9082, "aggregator's health and metrics"),
        KAFKA(19_092, "Kafka broker"),
        KAFKA_CONTROLLER(19_093, "Kafka controller"),
        REDIS(16_379, "Redis");

        private final int usualPort;
        private final String words;

        Use(int usualPort, String words) {
            this.usualPort = usualPort;
            this.words = words;
        }

        /** As people call it. */
        String words() {
            return words;
        }

        /** The environment variable that moves it. */
        String setting() {
            return "MEALS_LOCAL_" + name() + "_PORT";
        }
    }
}
