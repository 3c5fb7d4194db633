package org.allcity.benchmark.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.allcity.benchmark.peer.Settings;

/** Who counts, and how it is started. */
enum Contender {
    OURS,
    /** Two aggregators of one city. */
    OURS_TWICE,
    STREAMS_ROCKSDB,
    STREAMS_MEMORY,
    FLINK_HEAP,
    FLINK_ROCKSDB,
    PLAIN;

    private static final List<String> OPEN_FOR_FLINK = List.of(
            "java.util", "java.lang", "java.net", "java.nio", "java.util.concurrent", "java.util.concurrent.atomic", "java.time",
            "java.lang.invoke", "java.text", "java.lang.reflect", "java.io");

    static Contender named(String name) {
        return Arrays.stream(values())
                .filter(contender -> contender.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException("contender: " + name + " (expected: one of "
                        + Arrays.stream(values()).map(Contender::toString).collect(Collectors.joining(", ")) + ")"));
    }

    boolean isOurs() {
        return this == OURS || this == OURS_TWICE;
    }

    /** How many processes share the work. */
    int processes() {
        return this == OURS_TWICE ? 2 : 1;
    }

    /** Exact even when killed. */
    boolean isExact() {
        return this != PLAIN;
    }

    /** Where a contender runs: its topic's brokers, its Redis, a folder of its own, a name of its own in Kafka. */
    record Scene(Path root, Brokers brokers, RedisServers redis, Path folder, String application) {}

    /**
     * Starts one of its processes.
     *
     * @param number from 0
     * @param metricsPort where ours tells its metrics
     */
    ChildProcess start(Scene scene, int number, int metricsPort) {
        List<String> command = new ArrayList<>(List.of(Java.BINARY));
        String heap = Settings.text(isOurs() ? "OURS_HEAP" : "HEAP", Settings.text("HEAP", "3g"));
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of(Settings.text("GC", "-XX:+UseParallelGC").split(" ")));
        command.addAll(words("JVM_ARGS"));
        Path peers = scene.root().resolve("benchmarks/peers");
        switch (this) {
            case OURS, OURS_TWICE -> command.addAll(ours(scene, metricsPort));
            case STREAMS_ROCKSDB -> command.addAll(peer(peers.resolve("streams"), "streams.StreamsPeer", "rocksdb"));
            case STREAMS_MEMORY -> command.addAll(peer(peers.resolve("streams"), "streams.StreamsPeer", "memory"));
            case FLINK_HEAP -> command.addAll(flink(peers.resolve("flink"), "hashmap"));
            case FLINK_ROCKSDB -> command.addAll(flink(peers.resolve("flink"), "rocksdb"));
            case PLAIN -> command.addAll(List.of(Java.LOGGING, "-cp", Java.OWN_CLASS_PATH, "org.allcity.benchmark.peer.PlainConsumer"));
        }
        return ChildProcess.start(command, environment(scene), scene.folder().resolve("processor-" + number + ".log"));
    }

    private static List<String> ours(Scene scene, int metricsPort) {
        Path jar = scene.root().resolve("meal-aggregator/target/meal-aggregator.jar");
        if (!Files.exists(jar)) {
            throw new RefusedException(jar + ": not there (expected: built by benchmarks/run)");
        }
        List<String> command = new ArrayList<>(List.of("-jar", jar.toString()));
        command.addAll(List.of(
                "--server.address=127.0.0.1", "--server.port=" + Ports.free(), "--management.server.address=127.0.0.1",
                "--management.server.port=" + metricsPort, "--spring.kafka.bootstrap-servers=" + scene.brokers().bootstrap(),
                scene.redis().setting(), "--meals.aggregator.verify-every=0s",
                "--meals.aggregator.group-id=" + scene.application()));
        command.addAll(words("OURS_ARGS"));
        return command;
    }

    private static List<String> peer(Path module, String main, String state) {
        return List.of(Java.LOGGING, "-cp", module.resolve("target/classes") + ":" + module.resolve("target/lib") + "/*",
                "org.allcity.benchmark." + main, state);
    }

    private static List<String> flink(Path module, String state) {
        List<String> command = OPEN_FOR_FLINK.stream().map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .collect(Collectors.toCollection(ArrayList::new));
        command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        command.addAll(peer(module, "flink.FlinkPeer", state));
        return command;
    }

    private static List<String> words(String variable) {
        String text = Settings.text(variable, "");
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Map<String, String> environment(Scene scene) {
        Map<String, String> environment = new HashMap<>();
        environment.put("BOOTSTRAP", scene.brokers().bootstrap());
        environment.put("REDIS_PORT", Integer.toString(scene.redis().owner().port()));
        environment.put("APPLICATION", scene.application());
        environment.put("STATE", scene.folder().resolve("state").toString());
        return environment;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
