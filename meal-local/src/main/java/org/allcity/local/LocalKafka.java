package org.allcity.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Kafka broker and controller in this JVM, on 127.0.0.1, with its log kept in one folder. */
final class LocalKafka implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LocalKafka.class);

    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(20);

    private final KafkaRaftServer server;
    private final int port;

    private LocalKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Returns when the broker accepts connections.
     *
     * @param onFatal told, once, that Kafka met a fault after which it cannot go on
     */
    static LocalKafka start(Path folder, int port, int controllerPort, Consumer<String> onFatal) {
        tellInsteadOfEndingTheJvm(onFatal);
        KafkaConfig config = new KafkaConfig(properties(folder, port, controllerPort));
        CompletableFuture<KafkaRaftServer> start = onOwnThread("kafka-start", () -> {
            formatOnce(folder);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return server;
        });
        return new LocalKafka(await(start), port);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Ends the broker so that the next start need not recover. If it hangs, it is left: a log that was cut off recovers too. */
    @Override
    public void close() {
        CompletableFuture<KafkaRaftServer> stop = onOwnThread("kafka-stop", () -> {
            server.shutdown();
            server.awaitShutdown();
            return server;
        });
        try {
            stop.get(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn("Kafka did not stop within {}: it will recover its log at the next start", STOP_MAX);
        } catch (ExecutionException e) {
            log.warn("Kafka stopped with an error: it will recover its log at the next start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static KafkaRaftServer await(CompletableFuture<KafkaRaftServer> start) {
        try {
            return start.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka did not start within " + START_MAX, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka was starting", e);
        }
    }

    /** The identity of a cluster is made once: Redis's position is worth nothing against another log. */
    private static void formatOnce(Path folder) throws Exception {
        Files.createDirectories(folder);
        Optional<String> made = new MetaPropertiesEnsemble.Loader().addLogDirs(List.of(folder.toString())).load().clusterId();
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(made.orElseGet(() -> Uuid.randomUuid().toString()))
                .setNodeId(NODE_ID)
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(folder.toString())
                .addDirectory(folder.toString())
                .setIgnoreFormatted(true)
                .run();
    }

    private static Map<String, String> properties(Path folder, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                // One broker: its own topics cannot have more replicas than that.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                // No other consumer will come: start reading at once.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // Two cores and a small heap, shared with three apps.
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                Map.entry("log.index.size.max.bytes", Integer.toString(2 << 20)));
    }

    /** Kafka ends the JVM at a fatal fault. Here that would end the apps and Redis without a word to the person at the console. */
    private static void tellInsteadOfEndingTheJvm(Consumer<String> onFatal) {
        Exit.Procedure tell = (status, message) -> {
            onFatal.accept(message == null ? "fatal fault, exit status " + status : message);
            throw new IllegalStateException("Kafka met a fatal fault");
        };
        Exit.setExitProcedure(tell);
        Exit.setHaltProcedure(tell);
    }

    private interface Work {
        KafkaRaftServer run() throws Exception;
    }

    private static CompletableFuture<KafkaRaftServer> onOwnThread(String name, Work work) {
        CompletableFuture<KafkaRaftServer> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(work.run());
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
