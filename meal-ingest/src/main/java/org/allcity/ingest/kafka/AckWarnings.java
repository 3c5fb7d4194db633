package org.allcity.ingest.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that Kafka does not acknowledge, once in a while: during an outage every request fails, and one line says it all. */
final class AckWarnings {

    private static final Logger log = LoggerFactory.getLogger(KafkaFactPublisher.class);
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

    void warn(Throwable failure) {
        failures.incrementAndGet();
        long next = nextNanos.get();
        long now = System.nanoTime();
        if (now - next >= 0 && nextNanos.compareAndSet(next, now + QUIET_NANOS)) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            log.warn("Kafka does not acknowledge facts; terminals are told to send again. requests={} cause={}: {}",
                    failures.getAndSet(0), cause.getClass().getSimpleName(), cause.getMessage());
        }
    }
}
