package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Strimzi's Kafka Bridge, given the finished records in base64: it parses, decodes and sends; it checks nothing of a meal. */
final class KafkaBridge implements Contender {

    private final ServerProcess process;
    private final int port;

    private KafkaBridge(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static KafkaBridge start(String classPath, List<String> jvmOptions, Broker broker, Path folder) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        Path config = folder.resolve("bridge.properties");
        // The same promise, batches and compression as ingest has; without them the bridge would only be slower.
        Files.writeString(config, """
                bridge.id=benchmark
                kafka.bootstrap.servers=%s
                kafka.producer.acks=all
                kafka.producer.enable.idempotence=true
                kafka.producer.compression.type=zstd
                kafka.producer.compression.zstd.level=-5
                kafka.producer.linger.ms=0
                kafka.producer.batch.size=131072
                http.host=127.0.0.1
                http.port=%d
                http.management.port=%d
                """.formatted(broker.address(), port, ServerProcess.freePort()));
        List<String> command = new ArrayList<>(List.of(ServerProcess.JAVA));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath, "io.strimzi.kafka.bridge.Application", "--config-file=" + config));
        return new KafkaBridge(
                ServerProcess.start("Kafka Bridge", command, folder.resolve("bridge.log"), "started and listening on"), port);
    }

    @Override
    public String name() {
        return "Kafka Bridge";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public double cpuSeconds() {
        return process.cpuSeconds();
    }

    @Override
    public List<byte[]> heads(int connections) {
        return Collections.nCopies(connections, ("POST /topics/" + Broker.TOPIC + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/vnd.kafka.binary.v2+json\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public List<byte[]> bodies(MealEvents events, int eventsPerRequest) {
        return events.asBridgeRecords(eventsPerRequest);
    }

    @Override
    public void close() {
        process.close();
    }
}
