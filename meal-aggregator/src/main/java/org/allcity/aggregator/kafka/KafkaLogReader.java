package org.allcity.aggregator.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogUnavailableException;
import org.allcity.counts.DinerId;
import org.allcity.counts.Facts;
import org.allcity.counts.LogId;
import org.allcity.counts.recount.LoggedFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A consumer of no group: whatever it reads, nobody's partitions move and no position is kept. */
final class KafkaLogReader implements LogReader {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(15);

    private static final Duration FIRST_RECORDS_WITHIN = Duration.ofSeconds(3);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final EventLog eventLog;
    private final FactDecoder decoder = new FactDecoder();
    private final Facts decoded = new Facts();
    private @Nullable LogId knownIdentity;

    KafkaLogReader(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, EventLog eventLog) {
        this.consumer = consumer;
        this.eventLog = eventLog;
    }

    @Override
    public LogId identity() {
        return asked(eventLog::expectedIdentity);
    }

    @Override
    public SortedMap<Integer, Long> beginnings() {
        return offsets(partitions -> consumer.beginningOffsets(partitions, ANSWERS_WITHIN));
    }

    @Override
    public SortedMap<Integer, Long> ends() {
        return offsets(partitions -> consumer.endOffsets(partitions, ANSWERS_WITHIN));
    }

    private SortedMap<Integer, Long> offsets(Function<Collection<TopicPartition>, Map<TopicPartition, Long>> of) {
        List<TopicPartition> partitions =
                IntStream.range(0, identity().partitions()).mapToObj(this::partition).toList();
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        asked(() -> of.apply(partitions)).forEach((partition, offset) -> offsets.put(partition.partition(), offset));
        return offsets;
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(eventLog.topic(), number);
    }

    @Override
    public int partitionOf(DinerId diner) {
        return FactDecoder.partitionOf(diner.id(), identityOnce().partitions());
    }

    private LogId identityOnce() {
        LogId known = knownIdentity;
        if (known == null) {
            known = identity();
            knownIdentity = known;
        }
        return known;
    }

    @Override
    public void read(Map<Integer, Long> from, Map<Integer, Long> to, Predicate<UUID> wanted, Consumer<LogBatch> batches) {
        Set<Integer> left = new HashSet<>();
        to.forEach((number, end) -> {
            if (from.get(number) < end) {
                left.add(number);
            }
        });
        asked(() -> {
            startAt(left, from);
            long deadline = deadline();
            while (!left.isEmpty()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (var next : records.nextOffsets().entrySet()) {
                    int number = next.getKey().partition();
                    if (left.contains(number)) {
                        long end = to.get(number);
                        batches.accept(batch(number, records.records(next.getKey()), Math.min(end, next.getValue().offset()), end, wanted));
                        if (next.getValue().offset() >= end) {
                            left.remove(number);
                            consumer.pause(List.of(next.getKey()));
                        }
                    }
                    deadline = deadline();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new KafkaException("no records of " + eventLog.topic() + " came (expected: within " + ANSWERS_WITHIN + ")");
                }
            }
            return left;
        });
    }

    private void startAt(Set<Integer> numbers, Map<Integer, Long> positions) {
        List<TopicPartition> partitions = numbers.stream().map(this::partition).toList();
        consumer.assign(partitions);
        // A partition that was assigned before and has been read to its end is still paused.
        consumer.resume(partitions);
        numbers.forEach(number -> consumer.seek(partition(number), positions.get(number)));
    }

    private static long deadline() {
        return System.nanoTime() + ANSWERS_WITHIN.toNanos();
    }

    private LogBatch batch(
            int number, List<ConsumerRecord<byte[], byte[]>> records, long next, long end, Predicate<UUID> wanted) {
        List<LoggedFact> facts = new ArrayList<>();
        int count = 0;
        int partitions = identityOnce().partitions();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.offset() >= end) {
                break;
            }
            count++;
            // A record under another key than its diner's is rejected, so the key tells whose it is.
            if (record.key() != null && record.key().length == 2 * Long.BYTES && wanted.test(id(record.key()))) {
                try {
                    decoded.clear();
                    decoder.decode(record, partitions, decoded);
                    facts.add(new LoggedFact(record.offset(), decoded.fact(0)));
                } catch (UnreadableRecordException e) {
                    // Kept on the rejected topic when it was counted.
                }
            }
        }
        return new LogBatch(number, facts, next, count);
    }

    private static UUID id(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    public SortedMap<Integer, Instant> firstReceived(Map<Integer, Long> positions) {
        return asked(() -> {
            SortedMap<Integer, Instant> received = new TreeMap<>();
            startAt(positions.keySet(), positions);
            long deadline = System.nanoTime() + FIRST_RECORDS_WITHIN.toNanos();
            while (received.size() < positions.size() && System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    received.putIfAbsent(record.partition(), Instant.ofEpochMilli(record.timestamp()));
                }
            }
            return received;
        });
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            Throwable cause = e.getCause();
            String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
            throw new LogUnavailableException("Kafka: " + e.getMessage() + why, e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
