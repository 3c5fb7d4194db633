package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.LogId;
import org.allcity.counts.StoredPosition;
import org.allcity.counts.memory.InMemoryCountStore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static final String TOPIC = "meal-events.330100";
    private static final LogId LOG = new LogId("cluster", "topic", 1);

    private final AggregatorMetrics metrics = new AggregatorMetrics(new SimpleMeterRegistry());
    private final AssignedPartition assigned = new AssignedPartition(new TopicPartition(TOPIC, 0), metrics);
    private final PartitionFold fold =
            new PartitionFold(new InMemoryCountStore(), LOG, 0, new StoredPosition("", 0), () -> 10, 100);

    @Test
    void keepsWhatHasNoRecordsButLedgersToWriteUntilItsOwnBatchIsTaken() {
        var fact = AvroFacts.served(1, 1);
        var record = new ConsumerRecord<>(TOPIC, 0, 0, fact.getDiner().bytes(), AvroFacts.value(fact));
        Polled meal = new Polled(assigned, fold, List.of(record), 1);
        Polled ledgers = new Polled(assigned, fold, List.of(), 1);
        try (Batches batches = new Batches(
                new RejectedRecords(new MockProducer<>(), TOPIC + ".rejected"), metrics, () -> BatchTracing.NONE)) {
            batches.begin(List.of(meal));
            batches.fold(meal);
            batches.handOver();
            batches.begin(List.of(ledgers));
            batches.fold(ledgers);

            assertThat(batches.await(one -> 0)).isEqualTo(new ApplyResult.Applied());
            assertThat(batches.unwritten()).containsExactly(ledgers);

            batches.handOver();
            assertThat(batches.await(one -> 0)).isEqualTo(new ApplyResult.Applied());
            assertThat(batches.unwritten()).isEmpty();
        }
    }
}
