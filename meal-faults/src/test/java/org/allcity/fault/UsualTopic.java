package org.allcity.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allcity.fault.usual.Facts;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The log of one city: written as ingest does, read whole, and where groups stand in it. */
final class UsualTopic implements AutoCloseable {

    private static final int PARTITIONS = 4;
    private static final int SLICE = 50;
    private static final Duration SLICE_EVERY = Duration.ofMillis(20);
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final String city;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

    UsualTopic(String bootstrapServers, String city) {
        this.bootstrapServers = bootstrapServers;
        this.city = city;
        // One request at a time: on a starved machine a late retry of an early one would else be refused as out of order.
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "max.in.flight.requests.per.connection", 1);
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        get(admin.createTopics(List.of(
                        new NewTopic(name(), PARTITIONS, (short) 1), new NewTopic(name() + ".rejected", 1, (short) 1)))
                .all());
    }

    String city() {
        return city;
    }

    private String name() {
        return "meal-events." + city;
    }

    /** Sends facts at some thousands a second; done when the log has them all. */
    CompletableFuture<Void> send(List<MealFact> facts) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        sendFrom(0, facts, sent);
        return sent;
    }

    private void sendFrom(int index, List<MealFact> facts, CompletableFuture<Void> sent) {
        facts.subList(index, Math.min(facts.size(), index + SLICE)).forEach(fact -> {
            byte[] diner = fact.getDiner().bytes();
            int partition = Load.partition(diner, PARTITIONS);
            producer.send(new ProducerRecord<>(name(), partition, diner, Facts.encode(fact)), (metadata, trouble) -> {
                if (trouble != null) {
                    sent.completeExceptionally(trouble);
                }
            });
        });
        if (index + SLICE < facts.size()) {
            pace.schedule(() -> sendFrom(index + SLICE, facts, sent), SLICE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            producer.flush();
            sent.complete(null);
        }
    }

    /** The truth: the naive recount of the log. */
    UsualCounts recount() {
        try (LogReader log = new LogReader(bootstrapServers, name(), PARTITIONS)) {
            log.readTo(log.end());
            return UsualCounts.recounted(IntStream.range(0, PARTITIONS)
                    .mapToObj(log::facts)
                    .flatMap(List::stream)
                    .map(LogReader.Logged::fact)
                    .toList());
        }
    }

    /** By partition, the end of the log; partitions without records left out. */
    SortedMap<Integer, Long> ends() {
        return ends(name());
    }

    private SortedMap<Integer, Long> ends(String topic) {
        int partitions = get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().size();
        Map<TopicPartition, OffsetSpec> asked = partitions(topic, partitions).stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        SortedMap<Integer, Long> ends = new TreeMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, end) -> {
            if (end.offset() > 0) {
                ends.put(partition.partition(), end.offset());
            }
        });
        return ends;
    }

    private static List<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
    }

    /** Whether a group has committed all of the log. */
    boolean isCommitted(String group) {
        return isCommitted(group, name(), 0);
    }

    /** Whether a group has committed all that transactions wrote; the last one's marker need not have been read. */
    boolean isCommittedButForMarkers(String group, String topic) {
        return isCommitted(group, topic, 1);
    }

    private boolean isCommitted(String group, String topic, int behindMax) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        return ends(topic).entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(new TopicPartition(topic, end.getKey()));
            return offset != null && end.getValue() - offset.offset() <= behindMax;
        });
    }

    /** Members of a group that is not in the middle of a rebalance; none when there is no such group. */
    int members(String group) {
        try {
            ConsumerGroupDescription description =
                    admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
            return description.groupState() == GroupState.STABLE ? description.members().size() : 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pace.shutdownNow();
        producer.close();
        admin.close();
    }
}
