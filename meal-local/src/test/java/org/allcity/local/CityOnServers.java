package org.allcity.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.springframework.context.ConfigurableApplicationContext;

/** The apps as {@code ./run} starts them, on servers that are not its own. */
final class CityOnServers implements TestCity {

    private final LocalPorts ports;
    private final String pseudonymKey;
    private final TestServer kafka;
    private final TestServer redis;
    /** Last started, first closed. */
    private final Deque<ConfigurableApplicationContext> apps = new ArrayDeque<>();

    CityOnServers(DataFolder data, LocalPorts ports) {
        this.ports = ports;
        this.pseudonymKey = PseudonymKey.keptIn(data.pseudonymKey());
        this.kafka = TestServers.kafka(data.kafka());
        this.redis = TestServers.redis(data.redis(), "appendonly yes");
    }

    @Override
    public void start() {
        kafka.start();
        redis.start();
        Apps start = new Apps(ports);
        apps.push(start.startIngest(kafka.address(), pseudonymKey));
        Readiness.await(ports.of(LocalPorts.Use.INGEST_MANAGEMENT));
        apps.push(start.startAggregator(kafka.address(), "redis://" + redis.address()));
        apps.push(start.startBoard("redis://" + redis.address(), ""));
    }

    @Override
    public void stop() {
        while (!apps.isEmpty()) {
            apps.pop().close();
        }
        redis.stop();
        kafka.stop();
    }

    @Override
    public void killRedis() {
        redis.stop();
        redis.start();
    }

    @Override
    public void close() {
        while (!apps.isEmpty()) {
            apps.pop().close();
        }
        redis.close();
        kafka.close();
    }
}
