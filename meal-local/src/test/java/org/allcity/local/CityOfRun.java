package org.allcity.local;

/** What {@code ./run} starts. */
final class CityOfRun implements TestCity {

    private final DataFolder data;
    private final LocalPorts ports;
    private LocalCity city;

    CityOfRun(DataFolder data, LocalPorts ports) {
        this.data = data;
        this.ports = ports;
    }

    @Override
    public void start() throws InterruptedException {
        city = LocalCity.start(data, ports, "", reason -> {});
        city.awaitReady(state -> {});
    }

    @Override
    public void stop() {
        city.close();
    }

    @Override
    public void killRedis() {
        ProcessHandle.of(city.redisPid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        stop();
    }
}
