package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Brokers that end without a word, under terminals that speak HTTP: what was acknowledged is counted, what was not is sent again. */
@Tag("slow")
class KilledBrokersIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(40);

    private RedisProcess redis;

    @BeforeEach
    void start() {
        redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @Test
    void countsEveryAcknowledgedEventWhileTheOnlyBrokerIsKilledAndComesBack() {
        int kills = Faults.count(2, 15);
        try (KafkaProcesses kafka = KafkaProcesses.start(1);
                Run run = new Run(kafka, redis)) {
            for (int i = 0; i < kills; i++) {
                run.awaitAcknowledged(60);
                kafka.broker(0).process().kill9();
                run.awaitRefused();
                kafka.broker(0).start();
                run.city.awaitFresh();
            }

            run.prove("the only broker killed -9", kills);
        }
    }

    @Test
    void countsEveryAcknowledgedEventWhileOneOfThreeBrokersIsKilledAndThenAll() {
        int kills = Faults.count(1, 12);
        int killsOfAll = Faults.count(1, 5);
        try (KafkaProcesses kafka = KafkaProcesses.start(3);
                Run run = new Run(kafka, redis)) {
            for (int i = 0; i < kills; i++) {
                run.awaitAcknowledged(60);
                KafkaProcess broker = kafka.broker(i % 3);
                broker.process().kill9();
                long killed = System.nanoTime();
                // Two of three are enough to acknowledge and to count.
                run.awaitAcknowledged(60);
                run.city.awaitFresh(killed);
                broker.start();
                run.city.awaitFresh();
            }
            run.prove("one of three brokers killed -9", kills);

            for (int i = 0; i < killsOfAll; i++) {
                run.awaitAcknowledged(60);
                kafka.brokers().forEach(broker -> broker.process().kill9());
                run.awaitRefused();
                kafka.brokers().forEach(KafkaProcess::begin);
                kafka.brokers().forEach(KafkaProcess::awaitStarted);
                run.city.awaitFresh();
            }
            run.prove("all three brokers killed -9", killsOfAll);
        }
    }

    /** A city with ingest, aggregator and terminals that send all the time. */
    private static final class Run implements AutoCloseable {

        private final FaultedCity city;
        private final IngestProcess ingest;
        private final AppProcess aggregator;
        private Terminals terminals;

        Run(KafkaProcesses kafka, RedisProcess redis) {
            city = FaultedCity.create(kafka, redis::port);
            List<String> settings = city.aggregatorSettings(redis.port());
            SharedJars.aggregator().archiveClasses(settings);
            aggregator = AppProcess.begin(SharedJars.aggregator(), settings);
            ingest = IngestProcess.start(city);
            aggregator.awaitStarted();
            terminals = Terminals.register(ingest::port, city.city(), city.seed());
            terminals.start(PAUSE);
        }

        void awaitAcknowledged(int more) {
            int before = terminals.acknowledged().size();
            await().atMost(SOON).until(() -> terminals.acknowledged().size() >= before + more);
        }

        /** Until a terminal was told to send again. */
        void awaitRefused() {
            long before = terminals.refused();
            await().atMost(SOON).until(() -> terminals.refused() > before);
        }

        void prove(String fault, int injected) {
            terminals.close();
            city.proveExact(fault, injected, "ingest answers 503 with Retry-After; terminals send again");
            Set<String> missing = new java.util.HashSet<>(terminals.acknowledged());
            missing.removeAll(city.truth().eventIds());
            assertThat(missing).as("acknowledged and not in the log").isEmpty();
            assertThat(terminals.unexpected()).isEmpty();
            assertThat(terminals.rejected()).isEmpty();
            terminals = Terminals.register(ingest::port, city.city(), city.seed() + 1);
            terminals.start(PAUSE);
        }

        @Override
        public void close() {
            ingest.close();
            // A terminal that is refused for ever would never end.
            terminals.giveUp();
            aggregator.close();
            city.close();
        }
    }
}
