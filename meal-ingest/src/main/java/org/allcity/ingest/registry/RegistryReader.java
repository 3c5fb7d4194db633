package org.allcity.ingest.registry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.allcity.ingest.Registry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Follows the registry topic from its beginning on a thread of its own. While Kafka is away the last view stays; when
 * reading fails, it is read anew beside the last view, which is replaced once the new one has caught up.
 */
final class RegistryReader implements SmartLifecycle, Runnable {

    private static final Logger log = LoggerFactory.getLogger(RegistryReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CONTACT_EVERY = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final long STOP_WITHIN_MS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final Collection<Registry.RemovalListener> listeners;
    private final RegistryRecords records = new RegistryRecords();
    private final PositionWaiters waiters = new PositionWaiters();
    private final Counter unreadable;

    private volatile RegistryState state;
    private volatile boolean caughtUp;
    private volatile long lastContactNanos = System.nanoTime();
    private volatile boolean running;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private @Nullable Thread thread;

    RegistryReader(
            Supplier<Consumer<byte[], byte[]>> consumers, String topic, Collection<Registry.RemovalListener> listeners,
            MeterRegistry meters) {
        this.consumers = consumers;
        this.partition = new TopicPartition(topic, 0);
        this.listeners = listeners;
        this.state = new RegistryState(listeners);
        this.unreadable = Counter.builder("meals.ingest.registry.unreadable")
                .description("Registry records that could not be read and were passed over")
                .register(meters);
        TimeGauge.builder("meals.ingest.registry.age", this, TimeUnit.NANOSECONDS,
                        reader -> System.nanoTime() - reader.lastContactNanos)
                .description("Since Kafka last confirmed that this instance's registry is as new as the topic")
                .register(meters);
    }

    RegistryState state() {
        return state;
    }

    boolean caughtUp() {
        return caughtUp;
    }

    /** Completes once all below the position has been read. */
    CompletableFuture<Void> until(long position) {
        return waiters.until(position);
    }

    @Override
    public void run() {
        while (running) {
            try (Consumer<byte[], byte[]> consumer = consumers.get()) {
                current = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                log.debug("Registry reader stops.");
            } catch (RuntimeException e) {
                // Whatever it is: a reader that ended would leave this instance with an old registry, and say nothing.
                log.warn("The registry topic cannot be read; the last view stays, and it is read anew. topic={} cause={}",
                        partition.topic(), e.toString());
                LockSupport.parkNanos(RETRY_DELAY.toNanos());
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition), ANSWER_WITHIN).get(partition);
        RegistryState next = new RegistryState(listeners);
        boolean inUse = false;
        long contactDueNanos = System.nanoTime() + CONTACT_EVERY.toNanos();
        while (running) {
            // Looked at before the first poll: of an empty topic there is nothing to wait for.
            long position = consumer.position(partition, ANSWER_WITHIN);
            if (!inUse && position >= end) {
                use(next, position);
                inUse = true;
            }
            if (inUse) {
                waiters.reached(position);
            }
            if (System.nanoTime() - contactDueNanos >= 0) {
                contact(consumer, position, inUse);
                contactDueNanos = System.nanoTime() + CONTACT_EVERY.toNanos();
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                apply(record, next);
            }
        }
    }

    private void use(RegistryState next, long position) {
        state = next;
        caughtUp = true;
        lastContactNanos = System.nanoTime();
        log.info("Registry read. points={} terminals={} position={}", next.points().size(), next.terminalCount(), position);
    }

    private void apply(ConsumerRecord<byte[], byte[]> record, RegistryState next) {
        try {
            records.apply(record.key() == null ? new byte[0] : record.key(), record.value(), next);
        } catch (IOException | RuntimeException e) {
            // One bad record must not keep every terminal of the city out.
            unreadable.increment();
            log.warn("A registry record cannot be read and is passed over. offset={} cause={}", record.offset(), e.toString());
        }
    }

    /** An idle poll does not tell whether Kafka is there at all; this does. */
    private void contact(Consumer<byte[], byte[]> consumer, long position, boolean inUse) {
        long end;
        try {
            end = consumer.endOffsets(List.of(partition), ANSWER_WITHIN).get(partition);
        } catch (TimeoutException e) {
            log.debug("Kafka does not answer; the registry stays as it is.");
            return;
        }
        if (end < position) {
            throw new KafkaException("the topic ends at " + end + ", before what was read of it, " + position);
        }
        if (inUse) {
            lastContactNanos = System.nanoTime();
        }
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this, "registry-reader");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread stopping = thread;
        if (stopping != null) {
            LockSupport.unpark(stopping);
            try {
                stopping.join(STOP_WITHIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server starts, and until after it has stopped. */
    @Override
    public int getPhase() {
        return 0;
    }
}
