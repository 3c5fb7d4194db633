package org.allcity.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.allcity.aggregator.kafka.FactDecoder;
import org.allcity.aggregator.kafka.UnreadableRecordException;
import org.allcity.counts.Fact;
import org.allcity.counts.Facts;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a whole topic, outside of any group, and remembers its facts by partition. Not for several threads. */
final class LogReader implements AutoCloseable {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final FactDecoder decoder = new FactDecoder(NextSchema.andReleased());
    private final Facts decoded = new Facts();
    private final List<TopicPartition> partitions;
    private final List<List<Logged>> logged = new ArrayList<>();

    /** A fact and where it stands. */
    record Logged(long offset, Fact fact) {}

    LogReader(String bootstrapServers, String topic, int partitionCount) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        partitions = IntStream.range(0, partitionCount).mapToObj(number -> new TopicPartition(topic, number)).toList();
        partitions.forEach(partition -> logged.add(new ArrayList<>()));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on until at least these positions. */
    void readTo(Map<Integer, Long> positions) {
        long deadline = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        while (positions.entrySet().stream().anyMatch(wanted -> at(wanted.getKey()) < wanted.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("log: not read to " + positions + " within " + ANSWERS_WITHIN);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                keep(record);
            }
        }
    }

    private long at(int partition) {
        return consumer.position(partitions.get(partition), ANSWERS_WITHIN);
    }

    private void keep(ConsumerRecord<byte[], byte[]> record) {
        try {
            decoded.clear();
            decoder.decode(record, partitions.size(), decoded);
            logged.get(record.partition()).add(new Logged(record.offset(), decoded.fact(0)));
        } catch (UnreadableRecordException e) {
            // No fact: it does not count.
        }
    }

    /** What was read of a partition so far, in order. */
    List<Logged> facts(int partition) {
        return logged.get(partition);
    }

    /** Where the log ends now for whoever reads committed records. */
    SortedMap<Integer, Long> end() {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, ANSWERS_WITHIN));
        SortedMap<Integer, Long> end = new TreeMap<>();
        ends.forEach((partition, offset) -> end.put(partition.partition(), offset));
        return end;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
