package org.allcity.fault.usual;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams, exactly once: what it keeps of each diner, its increments and its offsets are one transaction. Redis is not in it.
 * The increments go to Redis by HINCRBY inside the topology; or to a topic that {@link RedisSink} reads; or are added up in the
 * topology, and the totals go to Redis by HSET.
 */
public final class StreamsCounter {

    /** After the application's name, the topic of its increments. */
    public static final String INCREMENTS_SUFFIX = "-increments";

    /** After the application's name, the group of its sink. */
    public static final String SINK_SUFFIX = "-sink";

    private static final String DINERS = "diners";
    private static final String TOTALS = "totals";
    private static final int INCREMENTS_PARTITIONS = 2;
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);

    private StreamsCounter() {}

    /** Arguments: Kafka's address, topic, application, Redis's address, folder of the state, "inside", "sink" or "totals". */
    public static void main(String[] args) throws Exception {
        String bootstrapServers = args[0];
        String application = args[2];
        String increments = application + INCREMENTS_SUFFIX;
        Topology topology = new Topology();
        topology.addSource("facts", new ByteArrayDeserializer(), new ByteArrayDeserializer(), args[1]);
        topology.addProcessor("count", CountProcessor::new, "facts");
        topology.addStateStore(store(DINERS), "count");
        if (args[5].equals("inside")) {
            RedisPipeline redis = new RedisPipeline(args[3]);
            topology.addProcessor("redis", () -> new RedisProcessor(redis, RedisPipeline.Commands::add), "count");
        } else {
            createIfMissing(bootstrapServers, increments);
            topology.addSink("increments", increments, new ByteArraySerializer(), new ByteArraySerializer(), "count");
        }
        if (args[5].equals("totals")) {
            RedisPipeline redis = new RedisPipeline(args[3]);
            topology.addSource("all increments", new ByteArrayDeserializer(), new ByteArrayDeserializer(), increments);
            topology.addProcessor("total", TotalProcessor::new, "all increments");
            topology.addStateStore(store(TOTALS), "total");
            topology.addProcessor("redis", () -> new RedisProcessor(redis, RedisPipeline.Commands::set), "total");
        }
        KafkaStreams streams = new KafkaStreams(topology, config(bootstrapServers, application, args[4]));
        streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(CLOSES_WITHIN)));
        streams.start();
        if (args[5].equals("sink")) {
            RedisSink sink = new RedisSink(bootstrapServers, increments, application + SINK_SUFFIX, args[3]);
            Thread thread = new Thread(sink, "redis-sink");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sink, thread)));
            thread.start();
        }
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    private static void end(RedisSink sink, Thread thread) {
        sink.close();
        try {
            thread.join(CLOSES_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Properties config(String bootstrapServers, String application, String stateFolder) {
        Properties config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        config.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), 200);
        config.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), GroupSettings.SESSION_TIMEOUT_MILLIS);
        config.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), GroupSettings.HEARTBEAT_MILLIS);
        return config;
    }

    private static void createIfMissing(String bootstrapServers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, INCREMENTS_PARTITIONS, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Facts in, increments out: the hash as the key, {@code measure=number} as the value. */
    private static final class CountProcessor implements Processor<byte[], byte[], byte[], byte[]> {

        private final Facts facts = new Facts();
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<Bytes, byte[]> diners;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.diners = context.getStateStore(DINERS);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            MealFact fact = facts.decode(record.value());
            Bytes diner = Bytes.wrap(fact.getDiner().bytes());
            DinerOrders orders = DinerOrders.ofBytes(diners.get(diner));
            List<Increment> increments = orders.add(fact);
            diners.put(diner, orders.toBytes());
            for (Increment increment : increments) {
                context.forward(record.withKey(increment.key()).withValue(increment.value()));
            }
        }
    }

    /** Increments in, totals out. */
    private static final class TotalProcessor implements Processor<byte[], byte[], byte[], byte[]> {

        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<Bytes, byte[]> totals;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.totals = context.getStateStore(TOTALS);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            Increment increment = Increment.of(record.key(), record.value());
            Bytes key = Bytes.wrap(increment.cell().toString().getBytes(StandardCharsets.UTF_8));
            byte[] held = totals.get(key);
            long before = held == null ? 0 : Increment.of(record.key(), held).by();
            Increment total = new Increment(increment.cell(), before + increment.by());
            totals.put(key, total.value());
            context.forward(record.withValue(total.value()));
        }
    }

    /** Writes as they come, one call each. */
    private static final class RedisProcessor implements Processor<byte[], byte[], Void, Void> {

        private final RedisPipeline redis;
        private final BiConsumer<RedisPipeline.Commands, Increment> write;

        private RedisProcessor(RedisPipeline redis, BiConsumer<RedisPipeline.Commands, Increment> write) {
            this.redis = redis;
            this.write = write;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            redis.run(commands -> write.accept(commands, Increment.of(record.key(), record.value())));
        }
    }
}
