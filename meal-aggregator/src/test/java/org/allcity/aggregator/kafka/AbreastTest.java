package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.BatchSize;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.SharedBatch;
import org.allcity.counts.Facts;
import org.allcity.counts.LogId;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbreastTest {

    private static final String TOPIC = "meal-events.330100";
    private static final int PARTITIONS = 3;
    private static final LogId LOG = new LogId("cluster", "topic", PARTITIONS);
    private static final long END = 1_000_000;
    private static final int MANY = 10_000;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final AggregatorMetrics metrics = new AggregatorMetrics(new SimpleMeterRegistry());
    private final List<AssignedPartition> assigned = IntStream.range(0, PARTITIONS)
            .mapToObj(number -> new AssignedPartition(new TopicPartition(TOPIC, number), metrics))
            .toList();
    private final Abreast abreast = new Abreast();

    @BeforeEach
    void assign() {
        consumer.assign(assigned.stream().map(AssignedPartition::partition).toList());
        for (AssignedPartition one : assigned) {
            ends(one, END);
            consumer.seek(one.partition(), 10);
        }
    }

    @Test
    void whoIsAheadWaitsUntilTheOthersAreThere() throws Exception {
        hasCome(0, Duration.ofDays(3));
        hasCome(1, Duration.ZERO);
        hasCome(2, Duration.ofHours(10));

        abreast.arrange(consumer, assigned, MANY);
        assertThat(consumer.paused()).containsExactly(assigned.get(0).partition());

        hasCome(1, Duration.ofDays(3));
        abreast.arrange(consumer, assigned, MANY);
        assertThat(consumer.paused()).containsExactlyInAnyOrder(assigned.get(0).partition(), assigned.get(1).partition());

        hasCome(2, Duration.ofDays(4));
        abreast.arrange(consumer, assigned, MANY);
        assertThat(consumer.paused()).containsExactly(assigned.get(2).partition());
    }

    @Test
    void nobodyWaitsForOneThatBringsNothing() throws Exception {
        hasCome(0, Duration.ofDays(3));
        hasCome(1, Duration.ZERO);
        abreast.arrange(consumer, assigned, MANY);

        abreast.arrange(consumer, assigned, 0);

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void nobodyWaitsForOneThatIsAtItsEnd() throws Exception {
        hasCome(0, Duration.ofDays(3));
        hasCome(1, Duration.ZERO);
        hasCome(2, Duration.ofDays(3));
        ends(assigned.get(1), 10);

        abreast.arrange(consumer, assigned, MANY);

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void whoIsPausedForAnotherReasonStaysSo() throws Exception {
        hasCome(0, Duration.ofDays(3));
        hasCome(1, Duration.ZERO);
        hasCome(2, Duration.ZERO);
        abreast.arrange(consumer, assigned, MANY);
        consumer.pause(List.of(assigned.get(2).partition()));
        assigned.get(2).moved("position_differs");

        hasCome(1, Duration.ofDays(3));
        abreast.arrange(consumer, assigned, MANY);
        abreast.arrange(consumer, assigned, 0);

        assertThat(consumer.paused()).containsExactly(assigned.get(2).partition());
    }

    private void ends(AssignedPartition one, long end) {
        consumer.updateBeginningOffsets(Map.of(one.partition(), 0L));
        consumer.updateEndOffsets(Map.of(one.partition(), end));
    }

    /** Counts a fact of a partition that was received so long after the first ones. */
    private void hasCome(int number, Duration after) throws Exception {
        AssignedPartition one = assigned.get(number);
        PartitionFold fold = one.fold();
        if (fold == null) {
            fold = new PartitionFold(new InMemoryCountStore(), LOG, number, new StoredPosition("", 0), () -> 10, 100);
            one.goOn(fold);
        }
        Facts facts = new Facts();
        new FactDecoder().decode(record(number, fold.readTo(), after), PARTITIONS, facts);
        assertThat(new SharedBatch(new BatchSize()).add(fold, facts, fold.readTo() + 1)).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(int number, long offset, Duration after) {
        MealFact fact = IntStream.iterate(1, diner -> diner + 1)
                .mapToObj(diner -> AvroFacts.served(diner, (int) offset + 1))
                .filter(one -> AvroFacts.partition(one, PARTITIONS) == number)
                .findFirst()
                .orElseThrow();
        fact.setReceivedAt(AvroFacts.RECEIVED.plus(after));
        fact.setOccurredAt(AvroFacts.RECEIVED.plus(after));
        fact.setServiceDate(AvroFacts.DAY.plusDays(after.toDays()));
        return new ConsumerRecord<>(TOPIC, number, offset, fact.getDiner().bytes(), AvroFacts.value(fact));
    }
}
