package org.allcity.fault.usual;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.allcity.schema.FactKind;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain consumer: a poll's increments in one pipeline, then the commit of its offsets, so at least once. On request it marks
 * each event in Redis, for a time, and leaves out those that it finds marked.
 */
public final class HincrbyConsumer {

    /** Keys of the sets of persons: the hash of an area and day, after this. */
    public static final String PERSONS_PREFIX = "persons:";

    private static final Logger log = LoggerFactory.getLogger(HincrbyConsumer.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);
    private static final int RECORDS_MAX = 200;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RedisPipeline redis;
    private final Duration marksKept;
    private final Facts facts = new Facts();
    private volatile boolean closing;

    private HincrbyConsumer(KafkaConsumer<byte[], byte[]> consumer, RedisPipeline redis, Duration marksKept) {
        this.consumer = consumer;
        this.redis = redis;
        this.marksKept = marksKept;
    }

    /** Arguments: Kafka's address, topic, group, Redis's address, how long an event stays marked (PT0S: no marks). */
    public static void main(String[] args) {
        Properties config = GroupSettings.consumer(args[0], args[2]);
        config.put("max.poll.records", RECORDS_MAX);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                RedisPipeline redis = new RedisPipeline(args[3])) {
            HincrbyConsumer counter = new HincrbyConsumer(consumer, redis, Duration.parse(args[4]));
            Thread counting = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> counter.close(counting)));
            consumer.subscribe(List.of(args[1]));
            counter.run();
        }
    }

    private void run() {
        while (!closing) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                count(records);
            }
        }
    }

    /** Lets the batch under way be counted and committed first. */
    private void close(Thread counting) {
        closing = true;
        try {
            counting.join(CLOSES_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(ConsumerRecords<byte[], byte[]> records) {
        try {
            List<MealFact> batch = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                batch.add(facts.decode(record.value()));
            }
            count(marksKept.isZero() ? batch : unmarked(batch));
            CommittedOffsets.commit(consumer);
        } catch (RedisException e) {
            log.warn("Redis: {}; the batch is tried again", e.toString());
            CommittedOffsets.seekBack(consumer);
        }
    }

    private List<MealFact> unmarked(List<MealFact> batch) {
        List<MealFact> unmarked = new ArrayList<>();
        List<RedisFuture<String>> replies = new ArrayList<>();
        SetArgs ifNone = SetArgs.Builder.nx().ex(marksKept);
        redis.run(commands -> batch.forEach(fact ->
                replies.add(commands.add(commands.redis().set("seen:" + Facts.uuid(fact.getEventId()), "1", ifNone)))));
        for (int i = 0; i < batch.size(); i++) {
            if (RedisPipeline.value(replies.get(i)) != null) {
                unmarked.add(batch.get(i));
            }
        }
        return unmarked;
    }

    private void count(List<MealFact> batch) {
        Map<Visits, RedisFuture<Long>> visits = new LinkedHashMap<>();
        redis.run(commands -> batch.forEach(fact -> {
            Increment.of(fact).forEach(commands::add);
            for (Visits each : Visits.changedBy(fact)) {
                int by = fact.getKind() == FactKind.SERVED ? 1 : -1;
                visits.put(each, commands.add(commands.redis().hincrby("visits:" + each.set(), each.diner(), by)));
            }
        }));
        // A set, so that a person is not counted again when a batch is: SCARD is the number of persons.
        redis.run(commands -> visits.forEach((each, number) -> {
            if (RedisPipeline.value(number) > 0) {
                commands.add(commands.redis().sadd(PERSONS_PREFIX + each.set(), each.diner()));
            } else {
                commands.add(commands.redis().srem(PERSONS_PREFIX + each.set(), each.diner()));
            }
        }));
    }

    /** A diner's meals of one day in one area. */
    private record Visits(String set, String diner) {

        static List<Visits> changedBy(MealFact fact) {
            if (!fact.getRegistered() || fact.getKind() != FactKind.SERVED && fact.getKind() != FactKind.VOIDED) {
                return List.of();
            }
            return Increment.areas(fact).stream()
                    .map(area -> new Visits(
                            new Cell(fact.getServiceDate(), area, Cell.PERSONS).hash(), Facts.uuid(fact.getDiner()).toString()))
                    .toList();
        }
    }
}
