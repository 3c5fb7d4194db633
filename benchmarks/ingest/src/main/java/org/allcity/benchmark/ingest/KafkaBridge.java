package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Strimzi's Kafka Bridge, given the finished records in base64: it parses, decodes and sends; it checks nothing of a meal. Or what stands in
 * for it where it cannot be had.
 */
final class KafkaBridge implements Contender {

    private final String name;
    private final ServerProcess process;
    private final int port;

    private KafkaBridge(String name, ServerProcess process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    static KafkaBridge start(String classPath, List<String> jvmOptions, Broker broker, Path folder) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        Path config = folder.resolve("bridge.properties");
        Files.writeString(config, """
                bridge.id=benchmark
                http.host=127.0.0.1
                http.port=%d
                http.management.port=%d
                kafka.bootstrap.servers=%s
                """.formatted(port, ServerProcess.freePort(), broker.address())
                + producerSettings().stream().map(setting -> "kafka.producer." + setting + "\n").collect(Collectors.joining()));
        List<String> command = java(jvmOptions);
        command.addAll(List.of("-cp", classPath, "io.strimzi.kafka.bridge.Application", "--config-file=" + config));
        return new KafkaBridge("Kafka Bridge",
                ServerProcess.start("Kafka Bridge", command, folder.resolve("bridge.log"), "started and listening on"), port);
    }

    static KafkaBridge standIn(List<String> jvmOptions, Broker broker, Path folder) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        List<String> command = java(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StandInServer.class.getName(), String.valueOf(port), Broker.TOPIC,
                "bootstrap.servers=" + broker.address()));
        command.addAll(producerSettings());
        return new KafkaBridge("stand-in",
                ServerProcess.start("stand-in", command, folder.resolve("stand-in.log"), StandInServer.STARTED), port);
    }

    private static List<String> java(List<String> jvmOptions) {
        List<String> command = new ArrayList<>(List.of(ServerProcess.JAVA));
        command.addAll(jvmOptions);
        return command;
    }

    /** The same promise, batches and compression as ingest has; without them the bridge would only be slower. */
    private static List<String> producerSettings() {
        return List.of("acks=all", "enable.idempotence=true", "compression.type=zstd", "compression.zstd.level=-5", "linger.ms=0",
                "batch.size=131072");
    }

    @Override
    public String name() {
        return name;
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
