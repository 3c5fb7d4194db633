package org.allcity.ingest.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.NotStoredException;
import org.allcity.ingest.NotStoredException.Reason;
import org.allcity.ingest.Registry;
import org.allcity.ingest.TerminalPlace;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The registry kept in a compacted Kafka topic: written there first, then read back, by every instance alike. */
final class KafkaRegistry implements Registry, AutoCloseable {

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final RegistryReader reader;
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Duration writeTimeout;
    private final Tokens tokens = new Tokens();

    KafkaRegistry(RegistryReader reader, Producer<byte[], byte[]> producer, String topic, Duration writeTimeout) {
        this.reader = reader;
        this.producer = producer;
        this.topic = topic;
        this.writeTimeout = writeTimeout;
    }

    @Override
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    @Override
    public Optional<TerminalPlace> terminalWithToken(String token) {
        return reader.state().terminalWithToken(token);
    }

    @Override
    public Optional<MealPoint> point(String pointId) {
        return reader.state().point(pointId);
    }

    @Override
    public List<MealPoint> points() {
        return reader.state().points();
    }

    @Override
    public int terminalCount() {
        return reader.state().terminalCount();
    }

    @Override
    public CompletableFuture<Boolean> register(MealPoint point) {
        boolean isNew = point(point.pointId()).isEmpty();
        return write(List.of(record(point))).thenApply(done -> isNew);
    }

    @Override
    public CompletableFuture<Void> registerAll(List<MealPoint> points) {
        return write(points.stream().map(this::record).toList());
    }

    @Override
    public CompletableFuture<IssuedToken> registerTerminal(String terminalId, String pointId) {
        boolean isNew = !reader.state().hasTerminal(terminalId);
        String token = tokens.issue();
        byte[] value = RegistryRecords.value(terminalId, pointId, Tokens.hash(token));
        return write(List.of(record(RegistryRecords.terminalKey(terminalId), value)))
                .thenApply(done -> new IssuedToken(token, isNew));
    }

    @Override
    public CompletableFuture<Boolean> removeTerminal(String terminalId) {
        if (!reader.state().hasTerminal(terminalId)) {
            return CompletableFuture.completedFuture(false);
        }
        return write(List.of(record(RegistryRecords.terminalKey(terminalId), null))).thenApply(done -> true);
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }

    private ProducerRecord<byte[], byte[]> record(MealPoint point) {
        return record(RegistryRecords.pointKey(point.pointId()), RegistryRecords.value(point));
    }

    private ProducerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, 0, key, value);
    }

    private CompletableFuture<Void> write(List<ProducerRecord<byte[], byte[]>> records) {
        List<CompletableFuture<Long>> sent = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            CompletableFuture<Long> next = send(record);
            sent.add(next);
            if (next.isCompletedExceptionally()) {
                // The rest would only wait in vain, each for max.block.ms.
                break;
            }
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .thenCompose(done -> reader.until(1 + sent.stream().mapToLong(CompletableFuture::join).max().orElse(-1)))
                .orTimeout(writeTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw new NotStoredException(Reason.NO_ACK, "Kafka did not confirm the registration", failure);
                    }
                    return done;
                });
    }

    private CompletableFuture<Long> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Long> offset = new CompletableFuture<>();
        try {
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    offset.complete(metadata.offset());
                } else {
                    offset.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            offset.completeExceptionally(e);
        }
        return offset;
    }
}
