package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.StopCause;
import org.allcity.aggregator.kafka.RejectedRecords.Rejected;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
import org.allcity.counts.Fact;
import org.allcity.counts.LogId;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's loop: polls, counts each partition on its own, and reads a partition's position from the store whenever it is
 * assigned or in doubt. While the store is away partitions are paused and polling goes on, so the group keeps its member.
 */
final class PartitionLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(PartitionLoop.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration KAFKA_ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration NEW_CONSUMER_AFTER = Duration.ofSeconds(1);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(5);

    private final Function<Deserializer<byte[]>, Consumer<byte[], byte[]>> consumers;
    private final EventLog eventLog;
    private final Watch watch;
    private final CountStores stores;
    private final RejectedRecords rejectedRecords;
    private final AggregatorMetrics metrics;
    private final int ledgersPerPartition;
    private final FactDecoder decoder = new FactDecoder();
    private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private MetadataChanges metadataChanges = new MetadataChanges();
    private long committedNanos = System.nanoTime();

    /** @param consumers make a consumer with this deserializer of values */
    PartitionLoop(
            Function<Deserializer<byte[]>, Consumer<byte[], byte[]>> consumers,
            EventLog eventLog,
            Watch watch,
            CountStores stores,
            RejectedRecords rejectedRecords,
            AggregatorMetrics metrics,
            int ledgersPerPartition) {
        this.consumers = consumers;
        this.eventLog = eventLog;
        this.watch = watch;
        this.stores = stores;
        this.rejectedRecords = rejectedRecords;
        this.metrics = metrics;
        this.ledgersPerPartition = ledgersPerPartition;
    }

    @Override
    public void run() {
        while (!closing) {
            metadataChanges = new MetadataChanges();
            try (Consumer<byte[], byte[]> consumer = consumers.apply(metadataChanges)) {
                current = consumer;
                consumer.subscribe(List.of(eventLog.topic()), new Assignment(consumer));
                while (!closing) {
                    turn(consumer);
                }
            } catch (WakeupException e) {
                log.debug("woken to close");
            } catch (RuntimeException e) {
                // A consumer that failed is not to be used again; whatever it had not counted is polled again.
                log.atError().setCause(e).log("consumer failed, starting another: {}", e.getMessage());
                pauseBeforeNextConsumer();
            } finally {
                releaseAll();
            }
        }
    }

    void close() {
        closing = true;
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void pauseBeforeNextConsumer() {
        try {
            Thread.sleep(NEW_CONSUMER_AFTER.toMillis());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void turn(Consumer<byte[], byte[]> consumer) {
        readPositions(consumer);
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            metrics.polled(records.count());
            stopWhereTheLogIsAnother(consumer);
            stopWhereTheStoreIsUnsafe(consumer);
            for (TopicPartition partition : records.partitions()) {
                count(
                        consumer,
                        assigned.get(partition),
                        records.records(partition),
                        records.nextOffsets().get(partition).offset());
            }
        } catch (InvalidOffsetException e) {
            // The log was cut while we read it; reading positions again tells which way.
            // One that is not ours yet is told by the new group protocol too: it looks for a committed offset before we may seek.
            for (TopicPartition partition : e.partitions()) {
                if (assigned.containsKey(partition)) {
                    pause(consumer, partition).moved("position_differs");
                }
            }
        }
        commitForObservers(consumer);
    }

    /** Between poll and count, so that no record of another log is ever counted into this one's counts. */
    private void stopWhereTheLogIsAnother(Consumer<byte[], byte[]> consumer) {
        List<AssignedPartition> counted = counted();
        boolean seenAnother = watch.log().filter(seen -> counted.stream().anyMatch(one -> !isOf(seen, one))).isPresent();
        if (!metadataChanges.any() && !seenAnother) {
            return;
        }
        metadataChanges.noted();
        try {
            LogId now = eventLog.expectedIdentity();
            for (AssignedPartition one : counted) {
                if (!isOf(now, one)) {
                    pause(consumer, one.partition()).stop(StopCause.LOG_DIFFERS, another(now, one.fold().log().toString()));
                }
            }
        } catch (KafkaException e) {
            // Of which log the polled records are cannot be told now, so they are polled again.
            metadataChanges.notedInVain();
            counted.forEach(one -> pause(consumer, one.partition()).waitFor("log_not_identified", e));
        }
    }

    private static boolean isOf(LogId log, AssignedPartition one) {
        PartitionFold fold = one.fold();
        return fold == null || fold.log().equals(log);
    }

    private void stopWhereTheStoreIsUnsafe(Consumer<byte[], byte[]> consumer) {
        watch.storeDanger().ifPresent(danger ->
                counted().forEach(one -> pause(consumer, one.partition()).stop(StopCause.STORE_UNSAFE, danger)));
    }

    private List<AssignedPartition> counted() {
        return assigned.values().stream().filter(one -> one.fold() != null).toList();
    }

    private static String another(LogId found, String expected) {
        return "log " + found + " (expected: " + expected + ", which the counts are a view of)";
    }

    /** Brings every partition in doubt to where the store stands. */
    private void readPositions(Consumer<byte[], byte[]> consumer) {
        List<AssignedPartition> due =
                assigned.values().stream().filter(AssignedPartition::isDue).toList();
        if (due.isEmpty()) {
            return;
        }
        List<TopicPartition> partitions = due.stream().map(AssignedPartition::partition).toList();
        try {
            LogId identity = eventLog.expectedIdentity();
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, KAFKA_ANSWERS_WITHIN);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, KAFKA_ANSWERS_WITHIN);
            for (AssignedPartition one : due) {
                readPosition(
                        consumer, one, identity, beginnings.get(one.partition()), ends.get(one.partition()));
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            due.forEach(one -> one.waitFor("kafka_unavailable", e));
        }
    }

    private void readPosition(
            Consumer<byte[], byte[]> consumer, AssignedPartition one, LogId identity, long beginning, long end) {
        int number = one.partition().partition();
        CountStore live;
        Optional<StoredPosition> stored;
        try {
            live = stores.live();
            stored = live.position(number);
        } catch (StoreUnavailableException e) {
            one.waitFor("store_unavailable", e);
            return;
        } catch (StoreDamagedException e) {
            one.stop(StopCause.STORE_DAMAGED, String.valueOf(e.getMessage()));
            return;
        }
        long position = stored.map(StoredPosition::next).orElse(0L);
        String counted = stored.map(StoredPosition::log).orElse(identity.toString());
        if (watch.storeDanger().isPresent()) {
            one.stop(StopCause.STORE_UNSAFE, watch.storeDanger().orElseThrow());
        } else if (!counted.equals(identity.toString())) {
            one.stop(StopCause.LOG_DIFFERS, another(identity, counted));
        } else if (position < beginning) {
            one.stop(StopCause.HOLE, "log begins at " + beginning + " (expected: at or before position " + position + ")");
        } else if (position > end) {
            one.stop(StopCause.BEYOND_END, "log ends at " + end + " (expected: at or after position " + position + ")");
        } else {
            consumer.seek(one.partition(), position);
            consumer.resume(List.of(one.partition()));
            one.goOn(new PartitionFold(live, identity, number, position, ledgersPerPartition));
            metrics.position(number, position, end - position);
        }
    }

    private void count(
            Consumer<byte[], byte[]> consumer,
            AssignedPartition one,
            List<ConsumerRecord<byte[], byte[]>> records,
            long to) {
        PartitionFold fold = one.fold();
        if (fold == null) {
            metrics.givenBack(records.size());
            return;
        }
        try {
            count(consumer, one, fold, records, to);
        } catch (StoreUnavailableException e) {
            metrics.givenBack(records.size());
            pause(consumer, one.partition()).waitFor("store_unavailable", e);
        } catch (StoreDamagedException e) {
            metrics.givenBack(records.size());
            pause(consumer, one.partition()).stopByRecords(StopCause.STORE_DAMAGED, String.valueOf(e.getMessage()));
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            metrics.givenBack(records.size());
            pause(consumer, one.partition()).waitFor("rejected_topic_unavailable", e);
        } catch (RuntimeException e) {
            // Whatever these records do to us must not stop the other partitions.
            log.atError().setCause(e).log("{} failed at {} to {}", one.partition(), fold.position(), to);
            metrics.givenBack(records.size());
            pause(consumer, one.partition()).stopByRecords(StopCause.FAILED, e.toString());
        }
    }

    private void count(
            Consumer<byte[], byte[]> consumer,
            AssignedPartition one,
            PartitionFold fold,
            List<ConsumerRecord<byte[], byte[]>> records,
            long to) {
        List<Rejected> rejected = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> readable = new ArrayList<>(records.size());
        List<Fact> facts = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                facts.add(decoder.decode(record, fold.log().partitions()));
                readable.add(record);
            } catch (UnreadableRecordException e) {
                rejected.add(new Rejected(record, e.reason(), String.valueOf(e.getMessage())));
            }
        }
        PartitionFold.FoldedBatch folded = fold.fold(facts, to);
        folded.refused().forEach(refused -> rejected.add(Rejected.of(readable.get(refused.index()), refused.refusal())));
        rejectedRecords.keep(rejected);
        long started = System.nanoTime();
        ApplyResult result = fold.apply(folded.batch());
        if (result instanceof ApplyResult.Applied) {
            one.applied();
            metrics.applied(records.size() - rejected.size(), Duration.ofNanos(System.nanoTime() - started));
            rejected.forEach(each -> metrics.rejected(each.reason()));
            long now = System.currentTimeMillis();
            facts.forEach(fact -> metrics.fresh(fact.receivedAt().toEpochMilli(), now));
            metrics.position(one.partition().partition(), to, consumer.currentLag(one.partition()).orElse(0));
        } else {
            metrics.givenBack(records.size());
            AssignedPartition paused = pause(consumer, one.partition());
            if (result instanceof ApplyResult.LogDiffers differs) {
                paused.stop(StopCause.LOG_DIFFERS, another(fold.log(), differs.stored()));
            } else {
                paused.moved(result instanceof ApplyResult.Superseded ? "view_switched" : "position_differs");
            }
        }
    }

    private AssignedPartition pause(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.pause(List.of(partition));
        return assigned.get(partition);
    }

    /** Committed offsets decide nothing here; they let Kafka's own tools show how far we are. */
    private void commitForObservers(Consumer<byte[], byte[]> consumer) {
        if (System.nanoTime() - committedNanos < COMMIT_EVERY.toNanos()) {
            return;
        }
        committedNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        assigned.forEach((partition, one) -> {
            PartitionFold fold = one.fold();
            if (fold != null) {
                positions.put(partition, new OffsetAndMetadata(fold.position()));
            }
        });
        consumer.commitAsync(positions, (offsets, trouble) -> {
            if (trouble != null) {
                log.debug("positions not shown to Kafka's tools: {}", trouble.getMessage());
            }
        });
    }

    private void releaseAll() {
        assigned.values().forEach(AssignedPartition::release);
        assigned.clear();
    }

    private final class Assignment implements ConsumerRebalanceListener {

        private final Consumer<byte[], byte[]> consumer;

        private Assignment(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Paused, and at any position at all, until the store has said where it stands: no position is read from Kafka.
            consumer.pause(partitions);
            for (TopicPartition partition : partitions) {
                consumer.seek(partition, 0);
                assigned.put(partition, new AssignedPartition(partition, metrics));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                AssignedPartition one = assigned.remove(partition);
                if (one != null) {
                    one.release();
                }
            }
        }
    }
}
