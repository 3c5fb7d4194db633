package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** One Kafka broker and controller as a process of its own, and the topic that all write to. */
final class Broker implements AutoCloseable {

    static final String TOPIC = "meal-events.330100";
    static final int PARTITIONS = 12;

    private static final String CONTROLLER = "CONTROLLER";

    private final ServerProcess process;
    private final String address;
    private final Admin admin;

    private Broker(ServerProcess process, String address) throws ExecutionException, InterruptedException {
        this.process = process;
        this.address = address;
        this.admin = Admin.create(Map.of("bootstrap.servers", address));
        // As ingest creates it.
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1).configs(Map.of("compression.type", "zstd",
                "retention.ms", "-1", "min.insync.replicas", "1")))).all().get();
    }

    static Broker start(Path folder) throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .run();
        String address = "127.0.0.1:" + ServerProcess.freePort();
        String controller = "127.0.0.1:" + ServerProcess.freePort();
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@" + controller),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("listeners", "PLAINTEXT://" + address + "," + CONTROLLER + "://" + controller),
                Map.entry("advertised.listeners", "PLAINTEXT://" + address),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
        Path config = folder.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(config)) {
            settings.store(writer, null);
        }
        ServerProcess process = ServerProcess.start("broker", List.of(ServerProcess.JAVA, "-Xmx1g", "-cp",
                System.getProperty("java.class.path"), "kafka.Kafka", config.toString()), folder.resolve("broker.log"), "Kafka Server started");
        return new Broker(process, address);
    }

    String address() {
        return address;
    }

    double cpuSeconds() {
        return process.cpuSeconds();
    }

    /** How many records the topic holds. */
    long records() throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new java.util.HashMap<>();
        IntStream.range(0, PARTITIONS).forEach(partition -> ends.put(new TopicPartition(TOPIC, partition), OffsetSpec.latest()));
        try {
            return admin.listOffsets(ends).all().get().values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
        } catch (ExecutionException e) {
            throw new IOException("the topic's end cannot be read", e);
        }
    }

    @Override
    public void close() {
        admin.close();
        process.close();
    }
}
