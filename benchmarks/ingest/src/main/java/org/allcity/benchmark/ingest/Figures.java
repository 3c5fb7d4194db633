package org.allcity.benchmark.ingest;

import java.util.Locale;

/** What one run of one contender reached; times of the answer in milliseconds, processor times in seconds. */
record Figures(
        String what, double eventsPerSecond, double p50Ms, double p99Ms, double serverCpu, double clientCpu, double brokerCpu) {

    static final String HEADING = String.format(Locale.ROOT, "%-30s %12s %9s %9s %11s %11s %11s",
            "", "events/s", "p50 ms", "p99 ms", "server CPU", "client CPU", "broker CPU");

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-30s %,12.0f %9.2f %9.2f %11.2f %11.2f %11.2f",
                what, eventsPerSecond, p50Ms, p99Ms, serverCpu, clientCpu, brokerCpu);
    }
}
