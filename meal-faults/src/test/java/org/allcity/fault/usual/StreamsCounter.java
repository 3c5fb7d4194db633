package org.allcity.fault.usual;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
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
import org.apache.kafka.streams.state.Stores;

/**
 * Kafka Streams, exactly once: what it keeps of each diner, its increments and its offsets are one transaction. Redis is not in it.
 * The increments go to Redis by HINCRBY inside the topology, or to a topic that {@link RedisSink} reads.
 */
public final class StreamsCounter {

    /** After the application's name, the topic of its increments. */
    public static final String INCREMENTS_SUFFIX = "-increments";

    /** After the application's name, the group of its sink. */
    public static final String SINK_SUFFIX = "-sink";

    private static final String STORE = "diners";
    private static final int INCREMENTS_PARTITIONS = 2;
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);

    private StreamsCounter() {}

    /** Arguments: Kafka's address, topic, application, Redis's address, folder of the state, "inside" or "sink". */
    public static void main(String[] args) throws Exception {
        String bootstrapServers = args[0];
        String application = args[2];
        String increments = application + INCREMENTS_SUFFIX;
        boolean inside = args[5].equals("inside");
        Topology topology = new Topology();
        topology.addSource("facts", new ByteArrayDeserializer(), new ByteArrayDeserializer(), args[1]);
        topology.addProcessor("count", CountProcessor::new, "facts");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingEnabled(Map.of()),
                "count");
        if (inside) {
            RedisPipeline redis = new RedisPipeline(args[3]);
            topology.addProcessor("redis", () -> new RedisProcessor(redis), "count");
        } else {
            createIfMissing(bootstrapServers, increments);
            topology.addSink("increments", increments, new ByteArraySerializer(), new ByteArraySerializer(), "count");
        }
        KafkaStreams streams = new KafkaStreams(topology, config(bootstrapServers, application, args[4]));
        streams.setUncaughtExceptionHandler(e -> StreamThreadExceptionResponse.REPLACE_THREAD);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(CLOSES_WITHIN)));
        streams.start();
        if (!inside) {
            RedisSink sink = new RedisSink(bootstrapServers, increments, application + SINK_SUFFIX, args[3]);
            Thread thread = new Thread(sink, "redis-sink");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(sink, thread)));
            thread.start();
        }
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
            this.diners = context.getStateStore(STORE);
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

    /** Increments by HINCRBY as they come, one call each. */
    private static final class RedisProcessor implements Processor<byte[], byte[], Void, Void> {

        private final RedisPipeline redis;

        private RedisProcessor(RedisPipeline redis) {
            this.redis = redis;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            redis.run(commands -> commands.add(Increment.of(record.key(), record.value())));
        }
    }
}
