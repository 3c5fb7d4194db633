package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.StopCause;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountStore;
import org.allcity.counts.CountStores;
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
    /** Polls after which a partition that had trouble is stopped or well again. */
    private static final int TURNS_APART = 20;

    private final Function<Deserializer<byte[]>, Consumer<byte[], byte[]>> consumers;
    private final EventLog eventLog;
    private final Watch watch;
    private final CountStores stores;
    private final AggregatorMetrics metrics;
    private final Batches batches;
    private final Abreast abreast = new Abreast();
    private final int ledgersMax;
    private final long ledgersBehindMax;
    private final long farBehind;
    private final Map<TopicPartition, AssignedPartition> assigned = new HashMap<>();
    private volatile boolean closing;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private MetadataChanges metadataChanges = new MetadataChanges();
    private long committedNanos = System.nanoTime();
    private int turnsApart;
    private boolean polledAny;

    /**
     * @param consumers make a consumer with this deserializer of values
     * @param tracing makes one for each batch that is under way
     * @param ledgersMax ledgers to keep, of all partitions together
     * @param farBehind records that are still to be polled, from which on a batch waits for more than one poll brought
     */
    PartitionLoop(
            Function<Deserializer<byte[]>, Consumer<byte[], byte[]>> consumers,
            EventLog eventLog,
            Watch watch,
            CountStores stores,
            RejectedRecords rejectedRecords,
            AggregatorMetrics metrics,
            Supplier<BatchTracing> tracing,
            int ledgersMax,
            long ledgersBehindMax,
            long farBehind) {
        this.consumers = consumers;
        this.eventLog = eventLog;
        this.watch = watch;
        this.stores = stores;
        this.metrics = metrics;
        this.batches = new Batches(rejectedRecords, metrics, tracing);
        this.ledgersMax = ledgersMax;
        this.ledgersBehindMax = ledgersBehindMax;
        this.farBehind = farBehind;
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
        batches.close();
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
        dropWhatIsNotCounted(consumer);
        readPositions(consumer);
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            metrics.polled(records.count());
            sayFirst(records);
            stopWhereTheLogIsAnother(consumer);
            stopWhereTheStoreIsUnsafe(consumer);
            dropWhatIsNotCounted(consumer);
            count(consumer, polled(records));
            abreast.arrange(consumer, assigned.values(), records.count());
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

    private void sayFirst(ConsumerRecords<byte[], byte[]> records) {
        if (!polledAny && !records.isEmpty()) {
            polledAny = true;
            log.info("first records polled, firstPollAt={}", System.currentTimeMillis());
        }
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
        } catch (StoreUnavailableException e) {
            // All of a city is in one server: to ask it for each partition would be to wait for it as many times.
            due.stream().filter(AssignedPartition::isDue).forEach(one -> one.waitFor("store_unavailable", e));
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
        } catch (StoreDamagedException e) {
            one.stop(StopCause.STORE_DAMAGED, String.valueOf(e.getMessage()));
            return;
        }
        StoredPosition standing = stored.orElse(new StoredPosition(identity.toString(), 0));
        long position = standing.next();
        String counted = standing.log();
        metrics.position(number, position, Math.max(0, end - position));
        if (watch.storeDanger().isPresent()) {
            one.stop(StopCause.STORE_UNSAFE, watch.storeDanger().orElseThrow());
        } else if (!counted.equals(identity.toString())) {
            one.stop(StopCause.LOG_DIFFERS, another(identity, counted));
        } else if (standing.ledgersFrom() < beginning) {
            one.stop(StopCause.HOLE, "log begins at " + beginning + " (expected: at or before position " + standing.ledgersFrom() + ")");
        } else if (position > end) {
            one.stop(StopCause.BEYOND_END, "log ends at " + end + " (expected: at or after position " + position + ")");
        } else {
            consumer.seek(one.partition(), standing.ledgersFrom());
            consumer.resume(List.of(one.partition()));
            one.goOn(new PartitionFold(live, identity, number, standing, this::ledgersPerPartition, ledgersBehindMax));
        }
    }

    private int ledgersPerPartition() {
        return ledgersMax / Math.max(1, assigned.size());
    }

    /** What was polled, by partition. When nothing was, ledgers are written that could wait until then. */
    private List<Polled> polled(ConsumerRecords<byte[], byte[]> records) {
        List<Polled> polled = new ArrayList<>();
        if (records.nextOffsets().isEmpty()) {
            for (AssignedPartition one : assigned.values()) {
                PartitionFold fold = one.fold();
                if (fold != null && fold.hasUnwrittenLedgers()) {
                    polled.add(new Polled(one, fold, List.of(), fold.readTo()));
                }
            }
            return polled;
        }
        for (TopicPartition partition : records.partitions()) {
            AssignedPartition one = assigned.get(partition);
            PartitionFold fold = one.fold();
            if (fold == null) {
                metrics.givenBack(records.records(partition).size());
            } else {
                long to = records.nextOffsets().get(partition).offset();
                polled.add(new Polled(one, fold, records.records(partition), to));
            }
        }
        return polled;
    }

    /**
     * Counts partitions together, since one call of the store for all of them costs less; but each on its own for a while after some
     * trouble, which then meets only the partition that it belongs to.
     */
    private void count(Consumer<byte[], byte[]> consumer, List<Polled> polled) {
        Map<List<Object>, List<Polled>> groups = new LinkedHashMap<>();
        for (Polled one : polled) {
            List<Object> together = isAlone(one) ? List.of(one) : List.of(one.fold.store(), one.fold.log());
            groups.computeIfAbsent(together, key -> new ArrayList<>()).add(one);
        }
        for (List<Polled> group : groups.values()) {
            if (isAlone(group.get(0)) || !batches.fits(group.get(0).fold)) {
                settle(consumer);
            }
            attempt(consumer, () -> fold(consumer, group));
            if (isAlone(group.get(0))) {
                settle(consumer);
            }
        }
        if (polled.stream().allMatch(Polled::isEmpty) || !isFarBehind(consumer, polled)) {
            settle(consumer);
        }
        turnsApart -= turnsApart > 0 && !polled.isEmpty() ? 1 : 0;
    }

    private boolean isAlone(Polled one) {
        return turnsApart > 0 || one.assigned.isStopped();
    }

    /** Whether there is so much left to count that the next batch can wait for more: of those only that bring something. */
    private boolean isFarBehind(Consumer<byte[], byte[]> consumer, List<Polled> polled) {
        return polled.stream().mapToLong(one -> lag(consumer, one)).sum() >= farBehind;
    }

    private static long lag(Consumer<byte[], byte[]> consumer, Polled one) {
        return lag(consumer, one.assigned.partition());
    }

    /** Records that are still to be polled; 0 while that is not known. */
    static long lag(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        return consumer.assignment().contains(partition) ? consumer.currentLag(partition).orElse(0) : 0;
    }

    /** Folds what was polled; whenever the open batch is full, the store gets it. */
    private void fold(Consumer<byte[], byte[]> consumer, List<Polled> polled) {
        // Trouble with what was folded before may have given back some of these partitions.
        Map<Boolean, List<Polled>> byUse = polled.stream().collect(Collectors.partitioningBy(one -> one.fold == one.assigned.fold()));
        byUse.get(false).forEach(one -> one.givenBack(metrics));
        batches.begin(byUse.get(true));
        // In turns, a little of each: what lies side by side in time is counted in the same hashes.
        for (List<Polled> left = byUse.get(true); !left.isEmpty(); left = left.stream().filter(Polled::hasMore).toList()) {
            for (Polled one : left) {
                batches.fold(one);
                if (batches.isFull() && !isHandedOver(consumer)) {
                    return;
                }
            }
        }
    }

    /** Has the store take all that was folded. */
    private void settle(Consumer<byte[], byte[]> consumer) {
        attempt(consumer, () -> {
            if (isHandedOver(consumer)) {
                isTaken(consumer);
            }
        });
    }

    private boolean isHandedOver(Consumer<byte[], byte[]> consumer) {
        if (isTaken(consumer)) {
            batches.handOver();
            return true;
        }
        return false;
    }

    /** Whether the store took the batch that it was at; if not, all is given back. */
    private boolean isTaken(Consumer<byte[], byte[]> consumer) {
        ApplyResult result = batches.await(one -> lag(consumer, one));
        if (result == null || result instanceof ApplyResult.Applied) {
            return true;
        }
        if (result instanceof ApplyResult.LogDiffers differs) {
            giveBack(consumer, one -> one.assigned.stop(StopCause.LOG_DIFFERS, another(one.fold.log(), differs.stored())));
        } else {
            String cause = result instanceof ApplyResult.Superseded ? "view_switched" : "position_differs";
            giveBack(consumer, one -> one.assigned.moved(cause));
        }
        return false;
    }

    private void attempt(Consumer<byte[], byte[]> consumer, Runnable step) {
        try {
            step.run();
        } catch (StoreUnavailableException e) {
            giveBack(consumer, one -> one.assigned.waitFor("store_unavailable", e));
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            if (batches.unwritten().stream().map(one -> one.assigned).distinct().count() > 1) {
                turnsApart = TURNS_APART;
                giveBack(consumer, one -> one.assigned.moved("batch_refused"));
            } else {
                giveBack(consumer, one -> stopOrWait(one, e));
            }
        }
    }

    private static void stopOrWait(Polled one, RuntimeException trouble) {
        if (trouble instanceof StoreDamagedException) {
            one.assigned.stopByRecords(StopCause.STORE_DAMAGED, String.valueOf(trouble.getMessage()));
        } else if (trouble instanceof KafkaException) {
            one.assigned.waitFor("rejected_topic_unavailable", trouble);
        } else {
            // Whatever these records do to us must not stop the other partitions.
            log.atError().setCause(trouble).log("{} failed", one);
            one.assigned.stopByRecords(StopCause.FAILED, trouble.toString());
        }
    }

    /** All that is folded and not in the store has to be polled again: it is more than the store knows. */
    private void giveBack(Consumer<byte[], byte[]> consumer, java.util.function.Consumer<Polled> afterwards) {
        endWriting(one -> lag(consumer, one));
        for (Polled one : batches.unwritten()) {
            // Once for each partition: afterwards it has no fold until its position was read.
            if (one.fold == one.assigned.fold()) {
                if (consumer.assignment().contains(one.assigned.partition())) {
                    consumer.pause(List.of(one.assigned.partition()));
                }
                afterwards.accept(one);
            }
        }
        batches.giveBack();
    }

    /** Waits until the store is done with the batch that it is at, whatever becomes of it: positions are read from it afterwards. */
    private void endWriting(ToLongFunction<Polled> lag) {
        try {
            batches.await(lag);
        } catch (RuntimeException e) {
            log.debug("given back anyway: {}", e.getMessage());
        }
    }

    /** A partition that is stopped or read anew meanwhile takes along what was folded together with it. */
    private void dropWhatIsNotCounted(Consumer<byte[], byte[]> consumer) {
        if (batches.unwritten().stream().anyMatch(one -> one.fold != one.assigned.fold())) {
            giveBack(consumer, one -> one.assigned.moved("batch_refused"));
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
        endWriting(one -> 0);
        batches.giveBack();
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
            settle(consumer);
            for (TopicPartition partition : partitions) {
                AssignedPartition one = assigned.remove(partition);
                if (one != null) {
                    one.release();
                }
            }
        }
    }
}
