package org.allcity.benchmark.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** One Kafka broker and controller as a process; its log stays in its folder. */
final class Broker implements AutoCloseable {

    private static final String HEAP = "1500m";
    private static final int STARTS_WITHIN_SECONDS = 120;

    private final ChildProcess process;
    private final int port;
    private final Admin admin;

    private Broker(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
        this.admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port));
    }

    static Broker start(Path folder) {
        Path data = folder.resolve("data").toAbsolutePath();
        int port = Ports.free();
        int controllerPort = Ports.free();
        Path config = folder.resolve("server.properties");
        try {
            Files.createDirectories(data);
            if (!Files.exists(data.resolve("meta.properties"))) {
                format(data);
            }
            Properties properties = new Properties();
            properties.putAll(properties(data, port, controllerPort));
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Broker broker = new Broker(
                ChildProcess.start(
                        List.of(Java.BINARY, "-Xms" + HEAP, "-Xmx" + HEAP, "-XX:+UseG1GC", Java.LOGGING, "-cp", Java.OWN_CLASS_PATH,
                                "kafka.Kafka", config.toString()),
                        Map.of(),
                        folder.resolve("broker.log")),
                port);
        Waits.until("the broker's start, see " + folder.resolve("broker.log"), STARTS_WITHIN_SECONDS, broker::answers);
        return broker;
    }

    private static void format(Path data) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's folder cannot be formatted: " + data, e);
        }
    }

    private static Map<String, String> properties(Path data, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "8"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "8"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("message.max.bytes", "4194304"),
                Map.entry("log.retention.hours", "-1"));
    }

    private boolean answers() {
        process.expectAlive();
        try {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    ChildProcess process() {
        return process;
    }

    /** Work of Kafka's Admin whose failure is ours. */
    interface Work<T> {
        T run(Admin admin) throws ExecutionException, InterruptedException;
    }

    <T> T ask(Work<T> work) {
        try {
            return work.run(admin);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void createTopic(String topic, int partitions, Map<String, String> settings) {
        ask(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings))).all().get());
    }

    /** Next offsets of all partitions. */
    Map<TopicPartition, Long> ends(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> asked = java.util.stream.IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        return ask(admin -> admin.listOffsets(asked).all().get()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    /** Removes what a contender of this name left in Kafka. */
    void forget(String application) {
        Set<String> topics = ask(admin -> admin.listTopics().names().get()).stream()
                .filter(topic -> topic.startsWith(application))
                .collect(Collectors.toSet());
        ask(admin -> admin.deleteTopics(topics).all().get());
    }

    @Override
    public void close() {
        admin.close();
        process.close();
    }
}
