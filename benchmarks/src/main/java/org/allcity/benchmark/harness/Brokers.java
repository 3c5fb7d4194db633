package org.allcity.benchmark.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** Kafka brokers, each a controller too, as processes; their logs stay in their folder. */
final class Brokers implements AutoCloseable {

    private static final String HEAP = "1500m";
    private static final int STARTS_WITHIN_SECONDS = 120;

    private final List<ChildProcess> processes;
    private final String bootstrap;
    private final Admin admin;

    private Brokers(List<ChildProcess> processes, String bootstrap) {
        this.processes = processes;
        this.bootstrap = bootstrap;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** Starts one. */
    static Brokers start(Path folder) {
        return start(folder, 1);
    }

    /** Starts so many, of which each has all that is in the topics. */
    static Brokers start(Path folder, int number) {
        List<Node> nodes = IntStream.rangeClosed(1, number)
                .mapToObj(id -> new Node(id, number == 1 ? folder : folder.resolve("node-" + id), Ports.free(), Ports.free()))
                .toList();
        if (nodes.stream().noneMatch(Node::isFormatted)) {
            String cluster = Uuid.randomUuid().toString();
            nodes.forEach(node -> node.format(cluster));
        }
        Brokers brokers = new Brokers(
                nodes.stream().map(node -> node.start(nodes)).toList(), nodes.stream().map(Node::address).collect(Collectors.joining(",")));
        Waits.until("the brokers' start, see broker.log in " + folder, STARTS_WITHIN_SECONDS, brokers::answer);
        return brokers;
    }

    /** One broker, before it runs: data and log in a folder of its own, and its ports. */
    private record Node(int id, Path folder, int port, int controllerPort) {

        String address() {
            return "127.0.0.1:" + port;
        }

        private Path data() {
            return folder.resolve("data").toAbsolutePath();
        }

        boolean isFormatted() {
            return Files.exists(data().resolve("meta.properties"));
        }

        void format(String cluster) {
            try {
                Files.createDirectories(data());
                new Formatter()
                        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                        .setClusterId(cluster)
                        .setNodeId(id)
                        .setControllerListenerName("CONTROLLER")
                        .setMetadataLogDirectory(data().toString())
                        .addDirectory(data().toString())
                        .run();
            } catch (Exception e) {
                throw new IllegalStateException("Kafka's folder cannot be formatted: " + data(), e);
            }
        }

        ChildProcess start(List<Node> all) {
            Path config = folder.resolve("server.properties");
            Properties properties = new Properties();
            properties.putAll(properties(all));
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties.store(writer, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return ChildProcess.start(
                    List.of(Java.BINARY, "-Xms" + HEAP, "-Xmx" + HEAP, "-XX:+UseG1GC", Java.LOGGING, "-cp", Java.OWN_CLASS_PATH,
                            "kafka.Kafka", config.toString()),
                    Map.of(),
                    folder.resolve("broker.log"));
        }

        private Map<String, String> properties(List<Node> all) {
            String voters = all.stream().map(node -> node.id + "@127.0.0.1:" + node.controllerPort).collect(Collectors.joining(","));
            String replicas = Integer.toString(all.size());
            return Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", Integer.toString(id)),
                    Map.entry("controller.quorum.voters", voters),
                    Map.entry("controller.listener.names", "CONTROLLER"),
                    Map.entry("listeners", "PLAINTEXT://" + address() + ",CONTROLLER://127.0.0.1:" + controllerPort),
                    Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("log.dirs", data().toString()),
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("offsets.topic.replication.factor", replicas),
                    Map.entry("offsets.topic.num.partitions", "8"),
                    Map.entry("transaction.state.log.replication.factor", replicas),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "8"),
                    Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    Map.entry("message.max.bytes", "4194304"),
                    Map.entry("log.retention.hours", "-1"));
        }
    }

    private boolean answer() {
        processes.forEach(ChildProcess::expectAlive);
        try {
            return admin.describeCluster().nodes().get().size() == processes.size();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String bootstrap() {
        return bootstrap;
    }

    /** CPU seconds that all of them have used. */
    double cpuSeconds() {
        return processes.stream().mapToDouble(ChildProcess::cpuSeconds).sum();
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
        Map<String, String> all = new HashMap<>(settings);
        all.put("min.insync.replicas", processes.size() > 1 ? "2" : "1");
        ask(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) processes.size()).configs(all))).all().get());
    }

    /** Next offsets of all partitions. */
    Map<TopicPartition, Long> ends(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> asked = IntStream.range(0, partitions)
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
        processes.forEach(ChildProcess::close);
    }
}
