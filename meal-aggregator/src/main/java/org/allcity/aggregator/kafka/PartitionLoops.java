package org.allcity.aggregator.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The consumer threads of this process. They start once the topic is there: ingest, its owner, creates it. */
final class PartitionLoops implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PartitionLoops.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(10);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private final int count;
    private final EventLog eventLog;
    private final Supplier<PartitionLoop> loops;
    private final List<PartitionLoop> running = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean started;

    PartitionLoops(int count, EventLog eventLog, Supplier<PartitionLoop> loops) {
        this.count = count;
        this.eventLog = eventLog;
        this.loops = loops;
    }

    @Override
    public synchronized void start() {
        started = true;
        for (int i = 0; i < count; i++) {
            PartitionLoop loop = loops.get();
            Thread thread = new Thread(() -> runWhenTopicExists(loop), "partition-loop-" + i);
            running.add(loop);
            threads.add(thread);
            thread.start();
        }
    }

    private void runWhenTopicExists(PartitionLoop loop) {
        long saidNanos = System.nanoTime() - SAY_AGAIN.toNanos();
        while (started) {
            String trouble;
            try {
                if (eventLog.identity().isPresent()) {
                    loop.run();
                    return;
                }
                trouble = "there is none";
            } catch (KafkaException e) {
                trouble = e.getMessage();
            }
            if (System.nanoTime() - saidNanos >= SAY_AGAIN.toNanos()) {
                saidNanos = System.nanoTime();
                log.warn("waiting for topic {}, which ingest creates: {}", eventLog.topic(), trouble);
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stop() {
        started = false;
        running.forEach(PartitionLoop::close);
        for (Thread thread : threads) {
            try {
                thread.join(STOPS_WITHIN.toMillis());
                if (thread.isAlive()) {
                    log.warn("{} did not stop within {}", thread.getName(), STOPS_WITHIN);
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        running.clear();
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
