package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.allcity.counts.DinerId;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Writes facts into the topic as ingest does, at a rate, until it is closed. */
final class Load implements AutoCloseable {

    private static final long STEP_NANOS = 10_000_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private final BadFacts facts;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Thread thread;
    private volatile Function<MealFact, byte[]> encoding = Load::value;
    private volatile int perSecond;
    private volatile boolean closing;
    private volatile @Nullable Throwable ended;
    private volatile @Nullable Exception failure;

    Load(String bootstrapServers, String topic, int partitions, BadFacts facts) {
        this.topic = topic;
        this.partitions = partitions;
        this.facts = facts;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        // With more, a broker that has no state of a new partition's producer takes the second batch before the
                        // first is there, and then refuses the first until it expires.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
                        ProducerConfig.LINGER_MS_CONFIG, 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::run, "load-" + topic);
        thread.setUncaughtExceptionHandler((loading, defect) -> ended = defect);
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on so many facts a second; 0 to rest. */
    void rate(int factsPerSecond) {
        perSecond = factsPerSecond;
    }

    /** From now on facts are written so. */
    void encoding(Function<MealFact, byte[]> next) {
        encoding = next;
    }

    int rate() {
        if (ended != null) {
            throw new IllegalStateException("load: ended by itself", ended);
        }
        return perSecond;
    }

    /** Writes so many facts at once and returns when they are acknowledged. */
    void burst(int count) {
        synchronized (facts) {
            for (int i = 0; i < count; i++) {
                send(facts.next());
            }
        }
        flush();
    }

    /** Writes a meal of a registered diner and returns when it is acknowledged: whoever then waits for the log's end waits for it, too. */
    void meal(DinerId diner) {
        synchronized (facts) {
            send(facts.mealOf(diner));
        }
        flush();
    }

    /** Returns when all that was written is acknowledged or failed. */
    void flush() {
        producer.flush();
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long failed() {
        return failed.get();
    }

    /** Why Kafka did not take the last of those that failed. */
    @Nullable Exception failure() {
        return failure;
    }

    private void run() {
        long next = System.nanoTime();
        double owed = 0;
        while (!closing) {
            owed += perSecond * (STEP_NANOS / 1e9);
            synchronized (facts) {
                for (; owed >= 1; owed--) {
                    send(facts.next());
                }
            }
            next += STEP_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void send(MealFact fact) {
        byte[] key = fact.getDiner().bytes();
        producer.send(
                new ProducerRecord<>(topic, partition(key, partitions), fact.getReceivedAt().toEpochMilli(), key, encoding.apply(fact)),
                (metadata, trouble) -> {
                    if (trouble == null) {
                        acknowledged.incrementAndGet();
                    } else {
                        failure = trouble;
                        failed.incrementAndGet();
                    }
                });
    }

    /** The one of so many partitions that all facts of a diner are in. */
    static int partition(DinerId diner, int partitions) {
        return partition(BadFacts.id(diner.id()).bytes(), partitions);
    }

    static int partition(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    static byte[] value(MealFact fact) {
        try {
            ByteBuffer buffer = MealFact.getEncoder().encode(fact);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
