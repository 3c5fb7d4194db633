package org.allcity.local;

import org.allcity.server.TestServers;

/** A city of three apps, Kafka and Redis. Stopped and started again, it goes on with its data. */
interface TestCity extends AutoCloseable {

    /** The city of {@code ./run}, or, where this build has its servers in containers, its apps on those. */
    static TestCity of(DataFolder data, LocalPorts ports) {
        return TestServers.areInContainers() ? new CityOnServers(data, ports) : new CityOfRun(data, ports);
    }

    /** Returns when every part is ready. */
    void start() throws InterruptedException;

    void stop();

    /** Redis ends at once and comes back with what it kept. */
    void killRedis();

    @Override
    void close();
}
