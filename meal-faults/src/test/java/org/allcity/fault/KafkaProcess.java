package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** One Kafka broker and controller as a process of its own, which comes back with its folder and its ports. */
final class KafkaProcess implements AutoCloseable {

    private static final String CONTROLLER = "CONTROLLER";
    private static final String PROXIED = "PROXIED";
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    private Path folder;
    private final int port;
    private Path config;
    private List<String> agent = List.of();
    private @Nullable ChildProcess process;

    private KafkaProcess(Path folder, int port, Path config) {
        this.folder = folder;
        this.port = port;
        this.config = config;
    }

    /** A port more of a broker, and that of the proxy before it, where who comes this way is sent again. */
    record ProxiedPort(int port, int proxy) {}

    /**
     * Prepares the folder of a broker, once.
     *
     * @param voters controller quorum, as {@code id@host:port,...}
     */
    static KafkaProcess prepare(
            Path folder, String clusterId, int nodeId, int port, int controllerPort, String voters,
            Optional<ProxiedPort> proxied, int brokers) {
        try {
            Path data = Files.createDirectories(folder.resolve("data"));
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(clusterId)
                    .setNodeId(nodeId)
                    .setControllerListenerName(CONTROLLER)
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .run();
            Properties properties = new Properties();
            properties.putAll(properties(data, nodeId, port, controllerPort, voters, proxied, brokers));
            Path config = folder.resolve("server.properties");
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties.store(writer, null);
            }
            return new KafkaProcess(folder, port, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's folder cannot be formatted: " + folder, e);
        }
    }

    private static Map<String, String> properties(
            Path data, int nodeId, int port, int controllerPort, String voters, Optional<ProxiedPort> proxied, int brokers) {
        String replicas = Integer.toString(brokers);
        String minInSync = Integer.toString(Math.max(1, brokers - 1));
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(nodeId)),
                Map.entry("controller.quorum.voters", voters),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort
                                + proxied.map(more -> "," + PROXIED + "://127.0.0.1:" + more.port()).orElse("")),
                Map.entry(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + port
                                + proxied.map(more -> "," + PROXIED + "://127.0.0.1:" + more.proxy()).orElse("")),
                Map.entry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT," + PROXIED + ":PLAINTEXT"),
                Map.entry("log.dirs", data.toString()),
                // Days pass quickly in tests: by a retention of any time, some of their records were deleted as soon as they came.
                Map.entry("log.retention.ms", "-1"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", minInSync),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                Map.entry("share.coordinator.state.topic.min.isr", minInSync),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                // Members are missed after a second and not after six: faults of hundreds of members must not take hours.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "500"),
                Map.entry("group.consumer.min.session.timeout.ms", "1000"),
                Map.entry("group.consumer.session.timeout.ms", "2000"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "200"),
                Map.entry("group.consumer.heartbeat.interval.ms", "300"),
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("replica.lag.time.max.ms", "5000"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "3"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)));
    }

    /** A copy of its data and settings, as an operator takes it while the broker is stopped. */
    Path copyOfFolder() {
        Path copy = Faults.folder("kafka-copy").resolve(folder.getFileName());
        Faults.copy(folder, copy);
        return copy;
    }

    /** From its next start on it runs on a copy of its folder, and of what it had before nothing is left. */
    void moveTo(Path copy) {
        try {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(copy.resolve("server.properties"))) {
                properties.load(reader);
            }
            properties.setProperty("log.dirs", copy.resolve("data").toString());
            try (Writer writer = Files.newBufferedWriter(copy.resolve("server.properties"))) {
                properties.store(writer, null);
            }
            Files.move(folder.resolve("data"), folder.resolve("lost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder = copy;
        config = copy.resolve("server.properties");
    }

    /** From its next start on, it also runs a Java agent, as {@code path=options}. */
    void agent(String agentWithOptions) {
        agent = List.of("-javaagent:" + agentWithOptions);
    }

    /** Returns when the broker accepts requests. */
    void start() {
        begin();
        awaitStarted();
    }

    /** Starts it without waiting: one of three may need another to become ready. */
    void begin() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=kafka-logback.xml"));
        command.addAll(agent);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "kafka.Kafka",
                config.toString()));
        process = ChildProcess.start(command, Map.of(), folder.resolve("kafka.log"));
    }

    void awaitStarted() {
        process().awaitLine("Kafka Server started", STARTS_WITHIN);
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        if (process == null) {
            throw new IllegalStateException("broker at " + port + ": never started");
        }
        return process;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        if (isAlive()) {
            process().kill9();
        }
        await().atMost(STARTS_WITHIN).until(() -> !isAlive());
    }
}
