package org.allcity.benchmark.ingest;

import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;

/** Processor seconds that server, client and broker used between start and stop. The client is this JVM. */
final class CpuTimes {

    private final DoubleSupplier serverNow;
    private final DoubleSupplier brokerNow;
    private double server;
    private double client;
    private double broker;

    CpuTimes(DoubleSupplier serverNow, DoubleSupplier brokerNow) {
        this.serverNow = serverNow;
        this.brokerNow = brokerNow;
    }

    void start() {
        server = -serverNow.getAsDouble();
        client = -clientNow();
        broker = -brokerNow.getAsDouble();
    }

    void stop() {
        server += serverNow.getAsDouble();
        client += clientNow();
        broker += brokerNow.getAsDouble();
    }

    double server() {
        return server;
    }

    double client() {
        return client;
    }

    double broker() {
        return broker;
    }

    private static double clientNow() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
