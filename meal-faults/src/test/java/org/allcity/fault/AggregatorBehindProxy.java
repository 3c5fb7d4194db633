package org.allcity.fault;

import java.util.ArrayList;
import java.util.List;

/** An aggregator process whose way to Redis leads through a proxy of its own. */
final class AggregatorBehindProxy implements AutoCloseable {

    private final FaultProxy proxy;
    private final AppProcess app;

    private AggregatorBehindProxy(FaultProxy proxy, AppProcess app) {
        this.proxy = proxy;
        this.app = app;
    }

    /** Starts one; does not wait for it. */
    static AggregatorBehindProxy begin(FaultedCity city, int redisPort, String... more) {
        FaultProxy proxy = FaultProxy.forRedis(redisPort);
        List<String> settings = new ArrayList<>(city.aggregatorSettings(proxy.port()));
        settings.addAll(List.of(more));
        SharedJars.aggregator().archiveClasses(settings);
        return new AggregatorBehindProxy(proxy, AppProcess.begin(SharedJars.aggregator(), settings));
    }

    FaultProxy proxy() {
        return proxy;
    }

    AppProcess app() {
        return app;
    }

    @Override
    public void close() {
        app.close();
        proxy.close();
    }
}
