package org.allcity.benchmark.streams;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.allcity.benchmark.event.Bytes;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.benchmark.peer.DinerFold;
import org.allcity.benchmark.peer.Settings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
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
 * Events to one store of diners' months and years, and one record of packed changes per event that changed anything, all in one
 * transaction. {@link RedisSink} reads the committed changes and applies them. There is no repartition: changes commute, so behind
 * the store no order and no key is needed.
 */
public final class StreamsPeer {

    private static final String STORE = "diners";
    private static final String COUNT = "count";
    private static final int CHANGE_PARTITIONS = Settings.number("DELTA_PARTITIONS", 2);

    private StreamsPeer() {}

    public static void main(String[] arguments) throws Exception {
        boolean rocksDb = !arguments[0].equals("memory");
        String changes = Settings.APPLICATION + "-changes";
        createTopic(changes);
        KafkaStreams streams = new KafkaStreams(topology(rocksDb, changes), properties());
        streams.setUncaughtExceptionHandler(e -> {
            e.printStackTrace();
            return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
        });
        Thread sink = new Thread(() -> RedisSink.run(changes), "redis-sink");
        sink.setUncaughtExceptionHandler((thread, e) -> {
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
        });
        sink.start();
        streams.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
    }

    private static Topology topology(boolean rocksDb, String changes) {
        var store = Stores.keyValueStoreBuilder(
                        rocksDb ? Stores.persistentKeyValueStore(STORE) : Stores.inMemoryKeyValueStore(STORE),
                        Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
        return new Topology()
                .addSource("events", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Settings.TOPIC)
                .addProcessor(COUNT, Count::new, "events")
                .addStateStore(
                        Settings.text("CACHE", "off").equals("on") ? store.withCachingEnabled() : store.withCachingDisabled(), COUNT)
                .addSink("changes", changes, new ByteArraySerializer(), new ByteArraySerializer(),
                        (topic, key, value, partitions) -> Optional.of(Set.of(key[0] % partitions)), COUNT);
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Settings.APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, Settings.BOOTSTRAP);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Settings.THREADS);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Settings.number("COMMIT_MS", 1_000));
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "268435456");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, Settings.STATE);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbSettings.class.getName());
        properties.put("auto.offset.reset", "earliest");
        Properties consumer = Settings.consumer(Settings.BOOTSTRAP, null);
        for (String name : List.of("fetch.max.bytes", "max.partition.fetch.bytes", "receive.buffer.bytes")) {
            properties.put(StreamsConfig.consumerPrefix(name), consumer.get(name));
        }
        properties.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), Settings.text("POLL", "1000"));
        properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), "10000");
        properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), "2000");
        // A member that comes back under its own name need not wait until it is missed.
        properties.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), "peer");
        properties.put(StreamsConfig.producerPrefix("compression.type"), Settings.text("STREAMS_COMPRESSION", "lz4"));
        properties.put(StreamsConfig.producerPrefix("linger.ms"), "20");
        properties.put(StreamsConfig.producerPrefix("batch.size"), "131072");
        properties.put(StreamsConfig.producerPrefix("buffer.memory"), "134217728");
        return properties;
    }

    private static void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Settings.BOOTSTRAP))) {
            admin.createTopics(List.of(new NewTopic(topic, CHANGE_PARTITIONS, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static final class Count implements Processor<byte[], byte[], byte[], byte[]> {

        private final DinerFold fold = new DinerFold();
        private final MealEvent event = new MealEvent();
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<org.apache.kafka.common.utils.Bytes, byte[]> diners;
        private byte[] partition;

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
            diners = context.getStateStore(STORE);
            partition = new byte[] {(byte) context.taskId().partition()};
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            Settings.markFirstPoll();
            event.decode(record.value());
            var month = key(ServiceDays.month(event.day));
            if (!fold.apply(diners.get(month), event)) {
                return;
            }
            diners.put(month, fold.month);
            if (fold.needsYear()) {
                var year = key(ServiceDays.year(event.day));
                fold.applyYear(diners.get(year));
                diners.put(year, fold.year);
            }
            fold.finish();
            if (fold.size > 0) {
                byte[] changes = new byte[fold.size * Long.BYTES];
                for (int i = 0; i < fold.size; i++) {
                    Bytes.putLong(changes, i * Long.BYTES, fold.changes[i]);
                }
                context.forward(record.withKey(partition).withValue(changes));
            }
        }

        /** Months are counted from the year 0, so none has the number of a year. */
        private org.apache.kafka.common.utils.Bytes key(int window) {
            byte[] key = new byte[18];
            Bytes.putLong(key, 0, event.dinerHigh);
            Bytes.putLong(key, 8, event.dinerLow);
            key[16] = (byte) (window >> 8);
            key[17] = (byte) window;
            return org.apache.kafka.common.utils.Bytes.wrap(key);
        }
    }
}
