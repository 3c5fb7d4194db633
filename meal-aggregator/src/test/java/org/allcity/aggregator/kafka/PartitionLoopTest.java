package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.StopCause;
import org.allcity.counts.LogId;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.memory.InMemoryCountStores;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop with a consumer whose every step the test decides. */
class PartitionLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition("meal-events.330100", 0);
    private static final TopicPartition OTHER = new TopicPartition(PARTITION.topic(), 1);
    private static final LogId LOG = new LogId("cluster", "topic-as-made-first", 2);
    private static final LogId LOG_MADE_AGAIN = new LogId("cluster", "topic-made-again", 2);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final NamedLog eventLog = new NamedLog();
    private final InMemoryCountStores counts = new InMemoryCountStores(new InMemoryCountStore());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AggregatorMetrics metrics = new AggregatorMetrics(meters);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private volatile Deserializer<byte[]> values;
    private PartitionLoop loop;
    private Thread thread;

    @BeforeEach
    void startLoop() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
        loop = new PartitionLoop(
                deserializer -> {
                    values = deserializer;
                    return consumer;
                },
                eventLog,
                new Watch(eventLog, Optional::empty, metrics),
                counts,
                new RejectedRecords(new MockProducer<>(), PARTITION.topic() + ".rejected"),
                metrics,
                () -> BatchTracing.NONE,
                10,
                100,
                1000);
        thread = new Thread(loop, "loop-under-test");
        thread.start();
    }

    @AfterEach
    void stopLoop() throws InterruptedException {
        loop.close();
        thread.join(SOON.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void countsNoRecordThatCameAfterTheClusterChangedAndTheTopicBecameAnother() {
        arrives(0, served(1));
        await().atMost(SOON).until(() -> position() == 1);

        // As a consumer meets it that keeps its partition: told of new metadata, then of a record, in one poll.
        consumer.schedulePollTask(() -> {
            eventLog.is = LOG_MADE_AGAIN;
            ((MetadataChanges) values).onUpdate(new ClusterResource("cluster"));
            add(1, served(2));
        });

        await().atMost(SOON).until(() -> stopped(StopCause.LOG_DIFFERS) == 1);
        assertThat(position()).isEqualTo(1);
    }

    @Test
    void goesOnAfterTheClusterChangedAndTheTopicStayedTheSame() {
        arrives(0, served(1));
        await().atMost(SOON).until(() -> position() == 1);

        consumer.schedulePollTask(() -> {
            ((MetadataChanges) values).onUpdate(new ClusterResource("cluster"));
            add(1, served(2));
        });

        await().atMost(SOON).until(() -> position() == 2);
        assertThat(stopped(StopCause.LOG_DIFFERS)).isZero();
    }

    @Test
    void goesOnWhenAConsumerMissesTheOffsetsOfAPartitionThatIsNotAssigned() {
        arrives(0, served(1));
        await().atMost(SOON).until(() -> position() == 1);

        consumer.schedulePollTask(() -> consumer.setPollException(new NoOffsetForPartitionException(Set.of(OTHER))));
        arrives(1, served(2));

        await().atMost(SOON).until(() -> position() == 2);
        assertThat(consumer.closed()).isFalse();
    }

    @Test
    void countsAtOnceThoughAPartitionThatIsFarBehindBringsNothing() {
        consumer.schedulePollTask(() -> {
            consumer.updateBeginningOffsets(Map.of(OTHER, 0L));
            consumer.updateEndOffsets(Map.of(OTHER, 1_000_000L));
            consumer.rebalance(List.of(PARTITION, OTHER));
        });
        await().atMost(SOON).until(() -> !consumer.paused().contains(PARTITION) && consumer.assignment().contains(OTHER));
        AtomicLong countedMeanwhile = new AtomicLong();

        // No poll is empty: whatever waits for one waits for the last of these.
        for (int i = 0; i < 100; i++) {
            arrives(i, served(i));
        }
        consumer.schedulePollTask(() -> {
            countedMeanwhile.set(position());
            add(100, served(100));
        });

        await().atMost(SOON).until(() -> position() == 101);
        assertThat(countedMeanwhile.get()).isGreaterThan(50);
    }

    private static MealFact served(int number) {
        return IntStream.iterate(1, diner -> diner + 1)
                .mapToObj(diner -> AvroFacts.served(diner, number))
                .filter(fact -> AvroFacts.partition(fact, LOG.partitions()) == PARTITION.partition())
                .findFirst()
                .orElseThrow();
    }

    private void arrives(long offset, MealFact fact) {
        consumer.schedulePollTask(() -> add(offset, fact));
    }

    private void add(long offset, MealFact fact) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), offset, fact.getDiner().bytes(), AvroFacts.value(fact)));
        consumer.updateEndOffsets(Map.of(PARTITION, offset + 1));
    }

    private long position() {
        return counts.positions().getOrDefault(0, 0L);
    }

    private double stopped(StopCause cause) {
        return meters.get("meals.aggregator.partitions.stopped")
                .tag("cause", cause.name().toLowerCase(java.util.Locale.ROOT))
                .gauge()
                .value();
    }

    /** A topic that the test can make another one. */
    private static final class NamedLog extends EventLog {

        private volatile LogId is = LOG;

        NamedLog() {
            super(null, PARTITION.topic());
        }

        @Override
        Optional<LogId> identity() {
            return Optional.of(is);
        }
    }
}
