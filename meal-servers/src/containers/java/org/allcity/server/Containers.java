package org.allcity.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers in containers, of the images that system properties name. What they keep is gone with them. */
public final class Containers implements TestServers.Maker {

    private static final int KAFKA_PORT = 9092;

    /** Made only where containers were asked for, so that one who asked is never given something else. */
    public Containers() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("Docker: no engine answers (expected: one at DOCKER_HOST or /var/run/docker.sock, as"
                    + " profile containers asks for it; start it, or leave the profile out)");
        }
    }

    @Override
    public TestServer kafka(Path folder) {
        return kafka(System.getProperty(TestServers.KAFKA_IMAGE));
    }

    static TestServer kafka(String image) {
        KafkaContainer container = new KafkaContainer(image)
                .withEnv("CLUSTER_ID", Uuid.randomUuid().toString())
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_LOG_RETENTION_MS", "-1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "1")
                .withEnv("KAFKA_HEAP_OPTS", "-Xmx512m");
        return new ContainerServer(container, FreePorts.one(), KAFKA_PORT, ".*Transitioning from RECOVERY to RUNNING.*");
    }

    @Override
    public TestServer redis(Path folder, String... settings) {
        return redis(System.getProperty(TestServers.REDIS_IMAGE), settings);
    }

    static TestServer redis(String image, String... settings) {
        int port = FreePorts.one();
        List<String> options = new ArrayList<>(List.of("--port", Integer.toString(port), "--save", "", "--appendonly", "no"));
        for (String setting : settings) {
            int space = setting.indexOf(' ');
            options.addAll(List.of("--" + setting.substring(0, space), setting.substring(space + 1)));
        }
        // Options alone: the image knows by which name its server is called.
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image)).withCommand(options.toArray(String[]::new)).withExposedPorts(port);
        return new ContainerServer(container, port, port, ".*Ready to accept connections.*");
    }
}
