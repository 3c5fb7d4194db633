package org.allcity.aggregator.ops;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.allcity.aggregator.AggregatorApplication;
import org.allcity.aggregator.CommandLine;
import org.allcity.counts.redis.RedisCounts;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.SchemaClasses;
import org.allcity.schema.ServiceMode;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.springframework.context.ConfigurableApplicationContext;

/** A broker, a Redis, and what a city's terminals report, good and bad, from a seed. */
final class City implements AutoCloseable {

    static final int PARTITIONS = 3;

    private static final Duration LOAD_PAUSE = Duration.ofMillis(200);
    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final Instant RECEIVED = Instant.parse("2026-11-23T04:00:00Z");

    private static final BinaryMessageEncoder<MealFact> ENCODER =
            new BinaryMessageEncoder<>(new SchemaClasses(), MealFact.getClassSchema());

    final String code;
    final String topic;
    final RedisCounts counts;
    final RedisCommands<String, String> redis;
    final Admin admin;
    private final Servers servers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SplittableRandom random;
    private final List<MealFact> recent = new ArrayList<>();

    /** The servers that several cities share. */
    record Servers(TestServer kafka, TestServer redis, RedisClient client) implements AutoCloseable {

        static Servers start(Path folder) {
            TestServer redis = TestServers.redis(folder);
            redis.start();
            TestServer kafka = TestServers.kafka(folder.resolve("kafka"));
            kafka.start();
            return new Servers(kafka, redis, RedisClient.create(RedisURI.create(redis.host(), redis.port())));
        }

        @Override
        public void close() {
            client.shutdown(0, 2, TimeUnit.SECONDS);
            redis.close();
            kafka.close();
        }
    }

    City(Servers servers, String code, long seed) throws Exception {
        this.servers = servers;
        this.code = code;
        this.topic = "meal-events." + code;
        this.random = new SplittableRandom(seed);
        String bootstrap = servers.kafka().address();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        createTopic();
        producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap, "linger.ms", "5", "enable.idempotence", "false"), new ByteArraySerializer(), new ByteArraySerializer());
        counts = RedisCounts.connect(servers.client(), code, Duration.ofSeconds(10));
        redis = servers.client().connect().sync();
    }

    void createTopic() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1), new NewTopic(topic + ".rejected", 1, (short) 1)))
                .all()
                .get();
    }

    /** Sends so many records and waits until Kafka has them. */
    void send(int records) {
        for (int i = 0; i < records; i++) {
            producer.send(random.nextInt(50) == 0 ? rogue() : good());
        }
        producer.flush();
    }

    /** Sends little by little, some hundreds a second and no faster than it is counted, until told to stop. */
    CompletableFuture<Void> load(AtomicBoolean going) {
        return CompletableFuture.runAsync(() -> {
            long sent = logEnd();
            while (going.get()) {
                if (counted() > sent - 500) {
                    send(100);
                    sent += 100;
                }
                LockSupport.parkNanos(LOAD_PAUSE.toNanos());
            }
        });
    }

    private ProducerRecord<byte[], byte[]> rogue() {
        return new ProducerRecord<>(topic, random.nextInt(PARTITIONS), key(new UUID(7, random.nextInt(30))), new byte[] {1, 2, 3});
    }

    private ProducerRecord<byte[], byte[]> good() {
        MealFact fact = fact();
        recent.add(fact);
        byte[] key = fact.getDiner().bytes();
        try {
            ByteBuffer value = ENCODER.encode(fact);
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return new ProducerRecord<>(topic, Utils.toPositive(Utils.murmur2(key)) % PARTITIONS, key, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MealFact fact() {
        if (!recent.isEmpty() && random.nextInt(3) == 0) {
            MealFact fact = recent.get(Math.max(0, recent.size() - 1 - random.nextInt(200)));
            return random.nextBoolean() ? fact : another(fact);
        }
        boolean registered = random.nextInt(5) != 0;
        long order = random.nextLong();
        String district = random.nextBoolean() ? "330106" : "330102";
        Instant received = RECEIVED.plusSeconds(recent.size());
        return MealFact.newBuilder()
                .setEventId(id(random.nextLong()))
                .setOrderId(id(order))
                .setDiner(registered ? id(random.nextInt(400)) : id(order))
                .setRegistered(registered)
                .setKind(random.nextInt(3) == 0 ? FactKind.PLACED : FactKind.SERVED)
                .setOccurredAt(received.minusSeconds(random.nextInt(20_000)))
                .setReceivedAt(received)
                .setServiceDate(DAY.minusDays(random.nextInt(10) == 0 ? random.nextInt(50) : 0))
                .setPeriod(MealPeriod.values()[random.nextInt(3)])
                .setMode(ServiceMode.values()[random.nextInt(3)])
                .setGroup(registered ? DinerGroup.values()[random.nextInt(4)] : DinerGroup.UNREGISTERED)
                .setServings(1 + random.nextInt(2))
                .setPoint(district + "-" + (1000 + random.nextInt(20 + recent.size() / 50)))
                .setDistrict(district)
                .setSubdistrict(district + "00" + (1 + random.nextInt(1)))
                .setTerminal("t-1")
                .setCapture(Capture.LIVE)
                .build();
    }

    /** Another fact of the same order. */
    private MealFact another(MealFact fact) {
        return MealFact.newBuilder()
                .setEventId(id(random.nextLong()))
                .setOrderId(fact.getOrderId())
                .setDiner(fact.getDiner())
                .setRegistered(fact.getRegistered())
                .setKind(FactKind.values()[random.nextInt(4)])
                .setOccurredAt(fact.getOccurredAt())
                .setReceivedAt(RECEIVED.plusSeconds(recent.size()))
                .setServiceDate(fact.getServiceDate())
                .setPeriod(fact.getPeriod())
                .setMode(fact.getMode())
                .setGroup(fact.getGroup())
                .setServings(fact.getServings())
                .setPoint(fact.getPoint())
                .setDistrict(fact.getDistrict())
                .setSubdistrict(fact.getSubdistrict())
                .setTerminal(fact.getTerminal())
                .setCapture(fact.getCapture())
                .build();
    }

    private static Id id(long number) {
        return new Id(key(new UUID(0x0193_a1f2_0000_7000L, number)));
    }

    private static byte[] key(UUID id) {
        return ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
    }

    /** The aggregator as it is run. */
    ConfigurableApplicationContext startAggregator(String... more) {
        List<String> settings = new ArrayList<>(List.of(settings()));
        settings.addAll(List.of("--server.port=0", "--management.server.port=0", "--server.address=127.0.0.1"));
        settings.addAll(List.of(more));
        return AggregatorApplication.builder().registerShutdownHook(false).run(settings.toArray(String[]::new));
    }

    private String[] settings() {
        return new String[] {
            "--meals.city=" + code,
            "--spring.kafka.bootstrap-servers=" + servers.kafka().address(),
            "--spring.data.redis.url=redis://" + servers.redis().address(),
            "--spring.kafka.consumer.properties.metadata.max.age.ms=500"
        };
    }

    /** What a command did. */
    record Done(int status, List<String> out, List<String> err) {}

    Done command(String name, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> arguments = new ArrayList<>(List.of(name));
        List<String> instead = Stream.of(more).map(setting -> setting.split("=")[0]).toList();
        Stream.of(settings()).filter(setting -> !instead.contains(setting.split("=")[0])).forEach(arguments::add);
        arguments.addAll(List.of(more));
        int status = CommandLine.run(
                arguments.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Done(
                status,
                out.toString(StandardCharsets.UTF_8).lines().toList(),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** Records in the log. */
    long logEnd() {
        try (KafkaConsumer<byte[], byte[]> log = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.kafka().address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return log.endOffsets(log.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList())
                    .values().stream().mapToLong(Long::longValue).sum();
        }
    }

    long counted() {
        return counts.view().positions().values().stream().mapToLong(Long::longValue).sum();
    }

    String key(String name) {
        return "{" + code + "}:" + name;
    }

    @Override
    public void close() {
        producer.close();
        counts.close();
        admin.close();
    }
}
