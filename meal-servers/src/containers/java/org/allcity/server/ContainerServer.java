package org.allcity.server;

import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A server in a container, on a port of this machine that stays the same. It is stopped as by a power cut. */
final class ContainerServer implements TestServer {

    private final GenericContainer<?> container;
    private final int port;
    private final String ready;
    private int starts;

    /** @param ready what it writes once each time it has started, as a regular expression */
    ContainerServer(GenericContainer<?> container, int port, int portInside, String ready) {
        this.container = container;
        this.port = port;
        this.ready = ready;
        // Left to Docker, it would be another one after each start.
        container.setPortBindings(List.of(port + ":" + portInside));
        container.waitingFor(Wait.forLogMessage(ready, 1));
    }

    @Override
    public String host() {
        return DockerClientFactory.instance().dockerHostIpAddress();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        starts++;
        if (starts == 1) {
            container.start();
        } else {
            container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
            Wait.forLogMessage(ready, starts).waitUntilReady(container);
        }
    }

    @Override
    public void stop() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        container.stop();
    }
}
