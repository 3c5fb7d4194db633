package org.allcity.benchmark.ingest;

import java.util.List;

/** A server that puts events from HTTP into the topic. */
interface Contender extends AutoCloseable {

    String name();

    int port();

    double cpuSeconds();

    /** Request line and headers but Content-Length, one for each connection. */
    List<byte[]> heads(int connections);

    List<byte[]> bodies(MealEvents events, int eventsPerRequest);

    @Override
    void close();
}
