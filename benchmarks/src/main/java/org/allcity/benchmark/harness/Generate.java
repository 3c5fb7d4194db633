package org.allcity.benchmark.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.benchmark.expect.ExpectedFile;
import org.allcity.benchmark.expect.PartitionRecount;
import org.allcity.benchmark.expect.PointLists;
import org.allcity.benchmark.generate.Workload;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Writes a workload to a topic of its own brokers, then recounts what lies in the topic into the file of expected counts. */
final class Generate {

    /** Of so many last records of each partition the counts are watched for while a contender is counting. */
    private static final int WATCHED_RECORDS = 2_000;

    private final DataSet set;

    Generate(DataSet set) {
        this.set = set;
    }

    void run() {
        Folders.delete(set.folder());
        try {
            Files.createDirectories(set.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Brokers brokers = set.startBrokers()) {
            createTopics(brokers);
            long start = System.nanoTime();
            produce(brokers);
            System.out.printf("written: %,d events in %.1f s%n", set.size().events(), seconds(start));
            start = System.nanoTime();
            expect(brokers);
            System.out.printf("recounted in %.1f s%n", seconds(start));
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    static void createTopics(Brokers brokers) {
        Map<String, String> settings =
                Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1", "compression.type", "zstd");
        brokers.createTopic(DataSet.TOPIC, DataSet.PARTITIONS, settings);
        brokers.createTopic(DataSet.TOPIC + ".rejected", DataSet.PARTITIONS, settings);
    }

    static ProducerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
        return new ProducerRecord<>(topic, Utils.toPositive(Utils.murmur2(key)) % DataSet.PARTITIONS, key, value);
    }

    private void produce(Brokers brokers) {
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Clients.producer(brokers.bootstrap(), 20))) {
            new Workload(set.size()).play((key, value) -> producer.send(record(DataSet.TOPIC, key, value), (metadata, e) -> {
                if (e != null) {
                    failed.set(e);
                }
            }));
        }
        if (failed.get() != null) {
            throw new IllegalStateException("not written", failed.get());
        }
    }

    private void expect(Brokers brokers) {
        Map<TopicPartition, Long> ends = brokers.ends(DataSet.TOPIC, DataSet.PARTITIONS);
        CellSums counts = new CellSums();
        PointLists points = new PointLists();
        Set<Long> watched = new HashSet<>();
        long[] events = {0};
        new HashMap<>(ends).forEach((partition, end) -> {
            PartitionRecount recount = new PartitionRecount(counts, points);
            MealEvent event = new MealEvent();
            Clients.readAll(brokers.bootstrap(), partition, end, record -> {
                recount.add(event.decode(record.value()));
                events[0]++;
                if (record.offset() >= end - WATCHED_RECORDS) {
                    watch(watched, event);
                }
            });
            recount.count();
        });
        if (events[0] != set.size().events()) {
            throw new IllegalStateException("read " + events[0] + " events (expected: " + set.size().events() + ")");
        }
        ExpectedFile.Rest rest = new ExpectedFile.Rest(events[0], watched, points.expected(), points.allowed());
        set.expected().write(counts, rest);
        System.out.printf("expected: %,d counts%n", counts.size());
    }

    private static void watch(Set<Long> watched, MealEvent event) {
        watched.add(Cells.scope(Cells.DAY, event.day, 0));
        watched.add(Cells.scope(Cells.MONTH, ServiceDays.month(event.day), 0));
        watched.add(Cells.scope(Cells.YEAR, ServiceDays.year(event.day), 0));
        watched.add(Cells.scope(Cells.DAY, event.day, event.place));
        watched.add(Cells.scope(Cells.DAY, event.day, Place.district(event.place)));
    }
}
