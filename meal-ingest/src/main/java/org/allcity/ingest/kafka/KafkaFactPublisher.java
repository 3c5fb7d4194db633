package org.allcity.ingest.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.allcity.ingest.FactPublisher;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.NotStoredException.Reason;
import org.allcity.ingest.Receipt;
import org.allcity.ingest.ServiceReport;
import org.allcity.ingest.TerminalPlace;
import org.allcity.ingest.TimeBuckets;
import org.allcity.ingest.kafka.PublishTracing.Publication;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Sends facts to the events topic, and says so only when all in-sync replicas have them. */
final class KafkaFactPublisher implements FactPublisher, AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final int inFlightMax;
    private final Semaphore inFlight;
    private final Timer ackTime;
    private final PublishTracing tracing;
    private final AckWarnings warnings = new AckWarnings();

    KafkaFactPublisher(
            Producer<byte[], byte[]> producer, String topic, int partitions, int inFlightMax, PublishTracing tracing,
            MeterRegistry meters) {
        this.producer = producer;
        this.topic = topic;
        this.partitions = partitions;
        this.inFlightMax = inFlightMax;
        this.tracing = tracing;
        this.inFlight = new Semaphore(inFlightMax);
        this.ackTime = Timer.builder("meals.ingest.ack")
                .description("From sending a request's facts to Kafka until all are acknowledged")
                .serviceLevelObjectives(TimeBuckets.between(TimeBuckets.SHORTEST, 4))
                .register(meters);
        Gauge.builder("meals.ingest.in.flight", inFlight, permits -> inFlightMax - permits.availablePermits())
                .description("Facts of requests that wait for Kafka's acknowledgement")
                .register(meters);
        Gauge.builder("meals.ingest.in.flight.limit", () -> inFlightMax)
                .description("As many facts may wait for Kafka's acknowledgement; more are refused")
                .register(meters);
    }

    @Override
    public CompletableFuture<List<Receipt>> publish(List<ServiceReport> reports, TerminalPlace place) {
        Publication publication = tracing.begin(topic, reports.size());
        List<Header> headers = publication.headers();
        FactEncoder encoder = new FactEncoder(place);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(reports.size());
        for (ServiceReport report : reports) {
            records.add(record(report, encoder, headers));
        }
        // From here on nothing throws: what is taken out of what may be in flight comes back with the acknowledgements.
        if (!inFlight.tryAcquire(records.size())) {
            NotStoredException refusal = new NotStoredException(Reason.IN_FLIGHT,
                    "as many facts as allowed are waiting for Kafka: " + inFlightMax, null);
            publication.ended(refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        long startedNanos = System.nanoTime();
        Acknowledgements acknowledgements = new Acknowledgements(records.size());
        CompletableFuture<List<Receipt>> stored = acknowledgements.all().whenComplete((receipts, failure) -> {
            inFlight.release(records.size());
            publication.ended(failure);
            if (failure == null) {
                ackTime.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
            } else {
                warnings.warn(failure);
            }
        });
        for (int i = 0; i < records.size(); i++) {
            send(records.get(i), i, acknowledgements);
        }
        return stored;
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }

    private void send(ProducerRecord<byte[], byte[]> record, int index, Acknowledgements acknowledgements) {
        // The request has failed already: whatever of it is stored now would only be stored twice.
        if (acknowledgements.failed()) {
            acknowledgements.answered(index, null, null);
            return;
        }
        try {
            producer.send(record, (metadata, failure) -> acknowledgements.answered(index, metadata, failure));
        } catch (KafkaException | IllegalStateException e) {
            // Thrown and not called back: among others by a producer that is being closed.
            acknowledgements.answered(index, null, e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(ServiceReport report, FactEncoder encoder, @Nullable List<Header> headers) {
        byte[] key = report.diner().bytes();
        // Said here and not left to the producer's settings: the counts rest on a diner staying in one partition.
        int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
        return new ProducerRecord<>(topic, partition, report.receivedAt().toEpochMilli(), key, encoder.encode(report), headers);
    }

    /** Gathers the answers to one request's records, in whichever order they come. */
    private static final class Acknowledgements {

        private final Receipt[] receipts;
        private final AtomicInteger missing;
        private final AtomicReference<Exception> firstFailure = new AtomicReference<>();
        private final CompletableFuture<List<Receipt>> all = new CompletableFuture<>();

        Acknowledgements(int count) {
            this.receipts = new Receipt[count];
            this.missing = new AtomicInteger(count);
        }

        CompletableFuture<List<Receipt>> all() {
            return all;
        }

        boolean failed() {
            return firstFailure.get() != null;
        }

        void answered(int index, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                firstFailure.compareAndSet(null, failure);
            } else if (metadata != null) {
                receipts[index] = new Receipt(metadata.partition(), metadata.hasOffset() ? metadata.offset() : -1);
            }
            // Also hands over what was written above to whoever comes last.
            if (missing.decrementAndGet() == 0) {
                complete();
            }
        }

        private void complete() {
            Exception failure = firstFailure.get();
            if (failure == null) {
                all.complete(List.of(receipts));
            } else {
                all.completeExceptionally(new NotStoredException(Reason.NO_ACK, "Kafka did not acknowledge every fact", failure));
            }
        }
    }
}
