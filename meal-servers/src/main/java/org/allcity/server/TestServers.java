package org.allcity.server;

import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * The servers that tests run against: in their own JVM and as its child processes, or, where the build's profile {@code containers}
 * sets their images, in containers.
 */
public final class TestServers {

    /** Image of Kafka. Set, both servers run in containers. */
    static final String KAFKA_IMAGE = "containers.kafka";

    /** Image of Redis or of what takes its place. */
    static final String REDIS_IMAGE = "containers.redis";

    private TestServers() {}

    public static boolean areInContainers() {
        return System.getProperty(KAFKA_IMAGE) != null;
    }

    /** A Kafka broker of one node, which creates no topic by itself. */
    public static TestServer kafka(Path folder) {
        return maker().kafka(folder);
    }

    /**
     * A Redis that keeps nothing unless it is told to.
     *
     * @param settings such as {@code appendonly yes}, as lines of redis.conf
     */
    public static TestServer redis(Path folder, String... settings) {
        return maker().redis(folder, settings);
    }

    /** Makes servers of one kind. */
    interface Maker {

        TestServer kafka(Path folder);

        TestServer redis(Path folder, String... settings);
    }

    private static Maker maker() {
        if (!areInContainers()) {
            return new LocalServers();
        }
        return ServiceLoader.load(Maker.class).findFirst().orElseThrow(() -> new IllegalStateException(KAFKA_IMAGE + ": "
                + System.getProperty(KAFKA_IMAGE) + " (expected: not set but by profile containers, which brings what starts it)"));
    }
}
