package org.allcity.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.TerminalPlace;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryReaderTest {

    private static final TopicPartition TOPIC = new TopicPartition("meal-registry.330100", 0);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] TOKEN_VALUE = RegistryRecords.value("T-1", "330106-0042", Tokens.hash("token"));

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> removed = new CopyOnWriteArrayList<>();
    private final BlockingQueue<MockConsumer<byte[], byte[]>> consumers = new LinkedBlockingQueue<>();
    private final RegistryReader reader =
            new RegistryReader(this::nextConsumer, TOPIC.topic(), List.of(removed::add), meters);

    @AfterEach
    void stop() {
        reader.stop();
    }

    @Test
    void isCaughtUpOnceAllIsReadThatWasThereAtTheStart() {
        MockConsumer<byte[], byte[]> kafka = consumer(2, point("a"));
        reader.start();
        await().atMost(SOON).until(() -> kafka.position(TOPIC) == 1);
        assertThat(reader.caughtUp()).isFalse();
        assertThat(reader.state().point("330106-0042")).isEmpty();

        kafka.schedulePollTask(() -> kafka.addRecord(record(1, RegistryRecords.terminalKey("T-1"), TOKEN_VALUE)));

        await().atMost(SOON).until(reader::caughtUp);
        assertThat(reader.state().terminalWithToken("token")).hasValue(new TerminalPlace("T-1", "330106-0042", "330106", "330106003"));
        assertThat(reader.state().terminalWithToken("other")).isEmpty();
    }

    @Test
    void tellsAWriterWhenItsWriteIsRead() {
        MockConsumer<byte[], byte[]> kafka = consumer(1, point("a"));
        reader.start();
        CompletableFuture<Void> read = reader.until(2);
        await().atMost(SOON).until(reader::caughtUp);
        assertThat(read).isNotDone();

        kafka.schedulePollTask(() -> kafka.addRecord(record(1, RegistryRecords.pointKey("330106-0042"), point("b"))));

        await().atMost(SOON).until(read::isDone);
        assertThat(reader.state().point("330106-0042").orElseThrow().name()).isEqualTo("b");
    }

    @Test
    void forgetsARemovedTerminalAndSaysSo() {
        consumer(3, point("a"), TOKEN_VALUE, null);
        reader.start();
        await().atMost(SOON).until(reader::caughtUp);

        assertThat(reader.state().terminalWithToken("token")).isEmpty();
        assertThat(removed).containsExactly("T-1");
    }

    @Test
    void passesOverARecordThatCannotBeReadAndCountsIt() {
        MockConsumer<byte[], byte[]> kafka = consumer(4, point("a"), TOKEN_VALUE);
        kafka.addRecord(record(2, RegistryRecords.pointKey("330106-0043"), new byte[] {1, 2, 3}));
        kafka.addRecord(record(3, "nonsense".getBytes(), new byte[0]));
        reader.start();
        await().atMost(SOON).until(reader::caughtUp);

        assertThat(meters.get("meals.ingest.registry.unreadable").counter().count()).isEqualTo(2);
        assertThat(reader.state().terminalWithToken("token")).isPresent();
    }

    @Test
    void keepsTheLastViewWhileReadingFailsAndThenReadsAnew() {
        MockConsumer<byte[], byte[]> kafka = consumer(1, point("before"));
        reader.start();
        await().atMost(SOON).until(reader::caughtUp);

        kafka.setPollException(new KafkaException("disk full"));
        await().atMost(SOON).until(kafka::closed);
        assertThat(reader.caughtUp()).isTrue();
        assertThat(reader.state().point("330106-0042").orElseThrow().name()).isEqualTo("before");

        consumer(1, point("after"));
        await().atMost(SOON).until(() -> reader.state().point("330106-0042").orElseThrow().name().equals("after"));
    }

    @Test
    void stopsPromptly() {
        MockConsumer<byte[], byte[]> kafka = consumer(0);
        reader.start();
        await().atMost(SOON).until(reader::caughtUp);

        reader.stop();

        assertThat(kafka.closed()).isTrue();
    }

    /** The records of a point, of its terminal and of the terminal's removal, in this order, as far as given. */
    private MockConsumer<byte[], byte[]> consumer(long end, byte[]... values) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
        consumer.updateBeginningOffsets(Map.of(TOPIC, 0L));
        consumer.updateEndOffsets(Map.of(TOPIC, end));
        consumer.assign(List.of(TOPIC));
        List<byte[]> keys = new ArrayList<>(List.of(RegistryRecords.pointKey("330106-0042"),
                RegistryRecords.terminalKey("T-1"), RegistryRecords.terminalKey("T-1")));
        for (int offset = 0; offset < values.length; offset++) {
            consumer.addRecord(record(offset, keys.get(offset), values[offset]));
        }
        consumers.add(consumer);
        return consumer;
    }

    private Consumer<byte[], byte[]> nextConsumer() {
        MockConsumer<byte[], byte[]> next = consumers.poll();
        if (next == null) {
            throw new KafkaException("no broker");
        }
        return next;
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, byte[] value) {
        return new ConsumerRecord<>(TOPIC.topic(), TOPIC.partition(), offset, key, value);
    }

    private static byte[] point(String name) {
        return RegistryRecords.value(new MealPoint("330106-0042", name, "330106", "330106003", Map.of(), null, null));
    }
}
