package org.allcity.server;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** A real broker and controller of one node in the test's JVM. */
final class KafkaInThisJvm implements TestServer {

    /** Usually less than a second. */
    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    private final Path folder;
    private final int port = FreePorts.one();
    private final int controllerPort = FreePorts.one();
    private @Nullable KafkaRaftServer server;

    KafkaInThisJvm(Path folder) {
        this.folder = folder;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (!Files.exists(folder.resolve("meta.properties"))) {
            format();
        }
        server = new KafkaRaftServer(new KafkaConfig(settings()), Time.SYSTEM);
        server.startup();
    }

    private void format() {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .addDirectory(folder.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka: " + folder + " cannot be formatted", e);
        }
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                // Records of tests are of fixed days, which get older: by a retention of any time they were deleted while a test runs.
                Map.entry("log.retention.ms", "-1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"));
    }

    /** Fails if that takes longer than it ever should: Kafka itself would go on waiting for its controller for five minutes. */
    @Override
    public void stop() {
        if (server == null) {
            return;
        }
        KafkaRaftServer stopping = server;
        server = null;
        FutureTask<@Nullable Void> stop = new FutureTask<>(() -> {
            stopping.shutdown();
            stopping.awaitShutdown();
            return null;
        });
        Thread thread = new Thread(stop, "kafka-stop-" + port);
        thread.setDaemon(true);
        thread.start();
        try {
            stop.get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka at " + address() + " does not stop (expected: within " + STOP_MAX.toSeconds()
                    + " s); it waits in " + List.of(thread.getStackTrace()), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka at " + address() + " stopped with an error", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was stopping", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
