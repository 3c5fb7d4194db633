package org.allcity.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.allcity.fault.usual.GroupSettings;
import org.allcity.fault.usual.HincrbyConsumer;
import org.allcity.fault.usual.StreamsCounter;

/** The ways of counting from Kafka into Redis that are measured: the usual ones and ours. */
enum UsualWay {
    /** Increments, then the commit of the offsets. */
    HINCRBY("plain HINCRBY", List.of(command("HINCRBY"), command("SADD"))),
    /** The same, leaving out events that carry a mark in Redis. */
    HINCRBY_DEDUPED("HINCRBY, events marked", List.of(UsualWay::isMark, command("HINCRBY"), command("SADD"))),
    /** Increments from a processor of an exactly-once topology. */
    STREAMS_INSIDE("Streams, HINCRBY inside", List.of(command("HINCRBY"))),
    /** Increments from a topic that an exactly-once topology wrote. */
    STREAMS_SINK("Streams, sink", List.of(command("EXEC"))),
    /** Totals that an exactly-once topology keeps; written again, they do no harm. */
    STREAMS_TOTALS("Streams, totals by HSET", List.of(command("HSET"))),
    OURS("ours", List.of(ScriptCalls::isApply));

    private static final int RECORDS_MAX = 200;

    private final String title;
    private final List<Predicate<RespReader.Value>> writes;

    UsualWay(String title, List<Predicate<RespReader.Value>> writes) {
        this.title = title;
        this.writes = writes;
    }

    private static Predicate<RespReader.Value> command(String name) {
        return request -> request.text(0).equals(name);
    }

    private static boolean isMark(RespReader.Value request) {
        return request.text(0).equals("SET") && request.text(1).startsWith("seen:");
    }

    String title() {
        return title;
    }

    /** What one batch writes, in the order in which it does: each waits for its replies before the next. */
    List<Predicate<RespReader.Value>> writes() {
        return writes;
    }

    /** How many of a write are surely made for a thousand facts: one for each batch, or many. */
    int writesPerThousandFacts() {
        return this == STREAMS_SINK || this == OURS ? 2 : 20;
    }

    /** Kafka's group that reads the facts. */
    String group(String city) {
        return this == OURS ? "meal-aggregator-" + city : name().toLowerCase(Locale.ROOT) + "-" + city;
    }

    /**
     * The command that starts one member.
     *
     * @param redisPort of Redis, or of a proxy before it
     * @param folder of this member, to keep its state in
     */
    List<String> launch(
            String bootstrapServers, String city, int redisPort, Path folder, Duration marksKept) {
        String topic = "meal-events." + city;
        String redis = "redis://127.0.0.1:" + redisPort;
        return switch (this) {
            case HINCRBY -> java(HincrbyConsumer.class, bootstrapServers, topic, group(city), redis, "PT0S");
            case HINCRBY_DEDUPED ->
                java(HincrbyConsumer.class, bootstrapServers, topic, group(city), redis, marksKept.toString());
            case STREAMS_INSIDE ->
                java(StreamsCounter.class, bootstrapServers, topic, group(city), redis, folder.toString(), "inside");
            case STREAMS_SINK ->
                java(StreamsCounter.class, bootstrapServers, topic, group(city), redis, folder.toString(), "sink");
            case STREAMS_TOTALS ->
                java(StreamsCounter.class, bootstrapServers, topic, group(city), redis, folder.toString(), "totals");
            case OURS -> {
                int port = Ports.free();
                yield SharedJars.aggregator().command(List.of(
                        "--server.port=" + port,
                        "--management.server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--meals.city=" + city,
                        "--meals.aggregator.threads=1",
                        "--meals.aggregator.batch-records-max=" + RECORDS_MAX,
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--spring.kafka.consumer.properties.session.timeout.ms=" + GroupSettings.SESSION_TIMEOUT_MILLIS,
                        "--spring.kafka.consumer.properties.heartbeat.interval.ms=" + GroupSettings.HEARTBEAT_MILLIS,
                        "--spring.data.redis.url=" + redis));
            }
        };
    }

    private static List<String> java(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
