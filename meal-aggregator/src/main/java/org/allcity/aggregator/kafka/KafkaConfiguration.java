package org.allcity.aggregator.kafka;

import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.AggregatorProperties;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.RefusedToStartException;
import org.allcity.aggregator.StoreSafety;
import org.allcity.counts.CountStores;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    /** Of one partition in one answer: a batch of ingest's, but not many, so that all partitions are read side by side in time. */
    private static final int PARTITION_FETCH_BYTES = 384 * 1024;

    /** As large as is needed. With the client's 64 KiB all partitions stood still for 200 ms now and then, at a high rate. See RATIONALE.md. */
    private static final int RECEIVE_BUFFER_OF_THE_KERNEL = -1;

    /** Records: what is counted in half a second, more or less. With less to do, each poll is counted at once. */
    private static final long FAR_BEHIND = 50_000;

    /** A killed aggregator's partitions stand still for so long. The least that brokers take by default; their own default is 45 s. */
    private static final int SESSION_TIMEOUT_MILLIS = 6_000;

    /**
     * How long a thread may be busy before its partitions go to another, and so the longest that its group waits for it. For that long,
     * and 5 s more, a consumer waits for the answer to joining its group, too: by Kafka's default, should the answer get lost, for 305 s.
     */
    private static final int POLLS_AT_LEAST_EVERY_MILLIS = 30_000;

    /** A broker without records keeps a question for so long, and the first one for a partition that has just moved here waits behind it. */
    private static final int BROKER_KEEPS_QUESTIONS_MILLIS = 100;

    /** The same for readers of the log, which go from partition to partition and know where they stop. */
    private static final int BROKER_KEEPS_READERS_MILLIS = 20;

    /** A connection whose other end is gone without a word is given up after so long. */
    private static final int BROKER_ANSWERS_WITHIN_MILLIS = 5_000;

    @Bean
    Admin admin(KafkaProperties kafka) {
        Map<String, Object> config = new HashMap<>(kafka.buildAdminProperties());
        // A broker that does not answer must not hold up the question: another one is asked.
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
        return Admin.create(config);
    }

    @Bean
    EventLog eventLog(Admin admin, @Value("${meals.city}") String city) {
        return new EventLog(admin, "meal-events." + city);
    }

    @Bean
    LogReaders logReaders(KafkaProperties kafka, EventLog eventLog) {
        return readers(kafka, eventLog, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000));
    }

    private static LogReaders readers(KafkaProperties kafka, EventLog eventLog, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_OF_THE_KERNEL);
        config.putAll(kafka.buildConsumerProperties());
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BROKER_KEEPS_READERS_MILLIS);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
        config.putAll(more);
        return () -> new KafkaLogReader(
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()), eventLog);
    }

    @Bean
    @Profile("!command")
    Producer<byte[], byte[]> rejectedProducer(KafkaProperties kafka) {
        Map<String, Object> config = new HashMap<>(kafka.buildProducerProperties());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Counting waits for it, so each time limit is short; and the first one leaves time to try another connection.
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    @Profile("!command")
    RejectedRecords rejectedRecords(Producer<byte[], byte[]> rejectedProducer, EventLog eventLog) {
        return new RejectedRecords(rejectedProducer, eventLog.topic() + ".rejected");
    }

    @Bean
    @Profile("!command")
    Watch watch(EventLog eventLog, StoreSafety safety, AggregatorMetrics metrics) {
        return new Watch(eventLog, safety, metrics);
    }

    @Bean
    @Profile("!command")
    LagWatch lagWatch(KafkaProperties kafka, EventLog eventLog, AggregatorMetrics metrics) {
        // A broker sends one batch at least, whatever the bound.
        LogReaders firstRecords = readers(kafka, eventLog, Map.of(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100));
        return new LagWatch(eventLog, firstRecords, metrics, Clock.systemUTC());
    }

    @Bean
    @Profile("!command")
    PartitionLoops partitionLoops(
            KafkaProperties kafka,
            AggregatorProperties settings,
            EventLog eventLog,
            Watch watch,
            CountStores stores,
            RejectedRecords rejectedRecords,
            ObjectProvider<OpenTelemetry> openTelemetry,
            AggregatorMetrics metrics) {
        Map<String, Object> config = consumerConfig(kafka, settings);
        return new PartitionLoops(settings.threads(), eventLog, () -> new PartitionLoop(
                values -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), values),
                eventLog,
                watch,
                stores,
                rejectedRecords,
                metrics,
                () -> openTelemetry.stream().findAny()
                        .<BatchTracing>map(telemetry -> new OpenTelemetryBatchTracing(telemetry, eventLog.topic()))
                        .orElse(BatchTracing.NONE),
                settings.ledgersCachedPerThread(),
                settings.ledgersBehindMax(),
                FAR_BEHIND));
    }

    private static Map<String, Object> consumerConfig(KafkaProperties kafka, AggregatorProperties settings) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_OF_THE_KERNEL);
        config.putAll(kafka.buildConsumerProperties());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.groupId());
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, settings.groupProtocol());
        if (settings.groupProtocol().equals("classic")) {
            // The group uses the first that all members know: while one of them shares, or is of an earlier version, all do.
            config.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    settings.sharePartitions() ? List.of(CooperativeStickyAssignor.class)
                            : List.of(OneCounts.class, CooperativeStickyAssignor.class));
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MILLIS);
            config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MILLIS / 3);
        }
        // Positions come from the store alone: with anything but none, a lost one would be replaced by a guess.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchRecordsMax());
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BROKER_KEEPS_QUESTIONS_MILLIS);
        config.putIfAbsent(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLLS_AT_LEAST_EVERY_MILLIS);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, BROKER_ANSWERS_WITHIN_MILLIS);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        refuseWrongOnes(config);
        return config;
    }

    /** Else each thread would say so again every second, in an aggregator that had started. */
    private static void refuseWrongOnes(Map<String, Object> config) {
        try {
            new ConsumerConfig(config);
        } catch (ConfigException e) {
            throw new RefusedToStartException("spring.kafka.consumer: " + e.getMessage(), e);
        }
    }
}
