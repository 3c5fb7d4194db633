package org.allcity.benchmark.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.generate.Workload;
import org.allcity.benchmark.peer.Settings;
import org.allcity.benchmark.redis.RedisConnection;
import org.allcity.schema.MealFact;
import org.allcity.schema.SchemaClasses;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What the machine can do at all, one thread each: reading, decoding, writing to Kafka; writing to Redis. */
final class Limits {

    private static final String SCRATCH = "bench-limits";
    private static final int COMMANDS = 3_000_000;
    private static final int HASHES = 66_000;
    private static final int PIPELINE = 1_000;
    private static final long PRODUCED_MAX = 2_000_000;

    private final Path data;
    private final Report report;
    private final Map<String, Spread> spreads = new LinkedHashMap<>();
    private boolean measured;

    Limits(Path data) {
        this.data = data;
        this.report = new Report(data);
    }

    void run(DataSet set, int runs) {
        set.expectGenerated();
        long commands = Math.min(COMMANDS, set.size().events());
        try (Brokers brokers = set.startBrokers()) {
            for (int run = -1; run < runs; run++) {
                // The first round only warms this JVM up: all that follows is measured in the same one.
                measured = run >= 0;
                Machine.awaitQuiet();
                consume(brokers, "consumer that discards", record -> {});
                MealEvent event = new MealEvent();
                consume(brokers, "consumer that decodes by hand", record -> event.decode(record.value()));
                consume(brokers, "consumer that decodes to Avro objects", avro());
                produce(brokers, set.size());
                redis("Redis, pipelined HINCRBY", commands, 1, "HINCRBY");
                redis("Redis, pipelined HSET of 10 fields", commands, 10, "HSET");
            }
        }
        spreads.forEach((what, rates) ->
                report.line("%s, %s events, %d runs, one thread, min / median / max: %s a second", what, set.size(), runs, rates.text("%,.0f")));
    }

    private static Consumer<ConsumerRecord<byte[], byte[]>> avro() {
        BinaryMessageDecoder<MealFact> decoder = new BinaryMessageDecoder<>(new SchemaClasses(), MealFact.getClassSchema());
        return record -> {
            try {
                decoder.decode(record.value());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private void done(String what, long count, long start) {
        if (!measured) {
            return;
        }
        double rate = count / ((System.nanoTime() - start) / 1e9);
        spreads.computeIfAbsent(what, w -> new Spread()).add(rate);
        report.line("%s: %,.0f a second", what, rate);
    }

    private void consume(Brokers brokers, String what, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<TopicPartition, Long> ends = brokers.ends(DataSet.TOPIC, DataSet.PARTITIONS);
        long left = ends.values().stream().mapToLong(Long::longValue).sum();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Settings.consumer(brokers.bootstrap(), null))) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long start = 0;
            long count = left;
            while (left > 0) {
                var records = consumer.poll(Duration.ofMillis(100));
                start = start == 0 && !records.isEmpty() ? System.nanoTime() : start;
                records.forEach(sink);
                left -= records.count();
            }
            done(what, count, start);
        }
    }

    /** From records in memory, so that only the client and the broker are measured. */
    private void produce(Brokers brokers, Workload.Size size) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        new Workload(new Workload.Size(Math.min(size.events(), PRODUCED_MAX), size.diners(), size.seed()))
                .play((key, value) -> records.add(Generate.record(SCRATCH, key, value)));
        brokers.forget(SCRATCH);
        brokers.createTopic(SCRATCH, DataSet.PARTITIONS, Map.of("compression.type", "zstd"));
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Clients.producer(brokers.bootstrap(), 20))) {
            records.forEach(record -> producer.send(record, (metadata, e) -> {
                if (e != null) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        done("producer, acks=all", records.size(), start);
        brokers.forget(SCRATCH);
    }

    private void redis(String what, long commands, int fields, String command) {
        SplittableRandom random = new SplittableRandom(1);
        try (RedisServer server = RedisServer.startEmpty(data.resolve("run").resolve("redis")); RedisConnection redis = server.connect()) {
            long start = System.nanoTime();
            for (int i = 1; i <= commands; i++) {
                redis.command(2 + 2 * fields).argument(command).argument(DataSet.PREFIX + "day:20261123:" + random.nextInt(HASHES));
                for (int field = 0; field < fields; field++) {
                    redis.argument("LI" + field + (char) ('a' + random.nextInt(6))).argument(1);
                }
                if (i % PIPELINE == 0) {
                    redis.sync();
                }
            }
            redis.sync();
            done(what, commands, start);
        }
    }
}
