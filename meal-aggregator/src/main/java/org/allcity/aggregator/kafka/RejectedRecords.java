package org.allcity.aggregator.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allcity.counts.Refusal;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps records that do not count on a topic of their own, with the reason. */
final class RejectedRecords {

    private static final Logger log = LoggerFactory.getLogger(RejectedRecords.class);
    private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(5);

    /** After it did not answer: else partitions that are tried one by one would wait for it one by one. */
    private static final Duration NOT_ASKED_FOR = Duration.ofSeconds(2);

    private static final int KEY_BYTES_MAX = 1024;

    /** Of a larger value only the beginning is kept, so that it fits whatever the topic allows. */
    private static final int VALUE_BYTES_MAX = 64 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private volatile long notAskedUntilNanos = System.nanoTime();

    RejectedRecords(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /**
     * Keeps them all before it returns, so that a position never passes a record that is neither counted nor kept. After a crash
     * between the two some are kept twice; their headers name the source.
     *
     * @throws KafkaException when they could not be kept in time
     */
    void keep(List<Rejected> rejected) {
        if (rejected.isEmpty()) {
            return;
        }
        if (System.nanoTime() - notAskedUntilNanos < 0) {
            throw new KafkaException("rejected records could not be kept on " + topic + " a moment ago");
        }
        try {
            awaitAll(sent(rejected));
        } catch (ExecutionException | TimeoutException e) {
            notAskedUntilNanos = System.nanoTime() + NOT_ASKED_FOR.toNanos();
            throw new KafkaException("rejected records could not be kept on " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while keeping rejected records", e);
        }
        for (Rejected one : rejected) {
            log.atWarn()
                    .addKeyValue("partition", one.record().partition())
                    .addKeyValue("offset", one.record().offset())
                    .addKeyValue("reason", one.reason())
                    .log("record rejected: {} at {}:{}: {}", one.reason(), one.record().partition(), one.record().offset(), one.detail());
        }
    }

    private List<Future<RecordMetadata>> sent(List<Rejected> rejected) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(rejected.size());
        for (Rejected one : rejected) {
            Future<RecordMetadata> sending = producer.send(record(one));
            if (sending.isDone()) {
                // It may have failed after a wait for the topic, which the next one would have to wait for again.
                sending.get();
            }
            sent.add(sending);
        }
        return sent;
    }

    private static void awaitAll(List<Future<RecordMetadata>> sent) throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + ACKNOWLEDGED_WITHIN.toNanos();
        for (Future<RecordMetadata> acknowledgement : sent) {
            acknowledgement.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Rejected rejected) {
        ConsumerRecord<byte[], byte[]> source = rejected.record();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, beginning(source.key(), KEY_BYTES_MAX), beginning(source.value(), VALUE_BYTES_MAX));
        record.headers()
                .add("reason", text(rejected.reason()))
                .add("detail", text(rejected.detail()))
                .add("topic", text(source.topic()))
                .add("partition", ByteBuffer.allocate(4).putInt(source.partition()).array())
                .add("offset", ByteBuffer.allocate(8).putLong(source.offset()).array());
        return record;
    }

    private static byte @Nullable [] beginning(byte @Nullable [] bytes, int max) {
        return bytes != null && bytes.length > max ? Arrays.copyOf(bytes, max) : bytes;
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A record that does not count.
     *
     * @param reason stable code, a metric's label
     * @param detail what was found and expected
     */
    record Rejected(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {

        static Rejected of(ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
            return new Rejected(record, refusal.name().toLowerCase(Locale.ROOT), refusal.meaning());
        }
    }
}
