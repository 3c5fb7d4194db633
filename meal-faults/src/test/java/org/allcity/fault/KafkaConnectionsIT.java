package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of the way to Kafka, while the broker is well. */
@Tag("slow")
class KafkaConnectionsIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int FACTS_PER_SECOND = 150;

    @Test
    void findsItsWayAgainWhenConnectionsLoseTheirOtherEnd() {
        int losses = Faults.count(2, 30);
        try (Run run = new Run();
                AppProcess aggregator = run.begin(run.city.aggregatorSettings(run.redis.port()))) {
            aggregator.awaitStarted();
            run.city.awaitFresh();
            run.city.forgetFresh();
            for (int i = 0; i < losses; i++) {
                Faults.hold(Duration.ofMillis(run.random.nextInt(1_000)));
                run.proxy.goHalfOpen();
                Faults.hold(Duration.ofMillis(run.random.nextInt(5_000)));
                run.proxy.heal();
                run.city.awaitFresh();
            }

            run.city.proveExact("connections to Kafka half-open", losses, "lag.records");
        }
    }

    /** A group answers who joins it only once its other members have joined or are missed: for so long the answer may get lost. */
    @Test
    void joinsAgainWhenTheAnswerToJoiningItsGroupIsLost() {
        try (Run run = new Run();
                AppProcess aggregator = run.begin(run.settings("--spring.kafka.consumer.properties.session.timeout.ms=30000"))) {
            aggregator.awaitStarted();
            run.city.awaitFresh();
            run.city.forgetFresh();
            // All that it leaves behind is its membership.
            aggregator.process().kill9();
            aggregator.beginAgain();
            run.awaitJoining();
            run.proxy.goHalfOpen();
            run.proxy.heal();
            run.city.awaitFresh();

            run.city.proveExact("answer to joining its group lost", 1, "lag.records");
        }
    }

    private static final class Run implements AutoCloseable {

        private final KafkaProcesses kafka = KafkaProcesses.withProxies(1);
        private final FaultProxy proxy = kafka.proxy(0);
        private final RedisProcess redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
        private final FaultedCity city = FaultedCity.create(kafka, redis::port);
        private final SplittableRandom random = new SplittableRandom(city.seed());

        Run() {
            city.load().rate(FACTS_PER_SECOND);
        }

        List<String> settings(String more) {
            return Stream.concat(city.settingsOfAnyProtocol(redis.port()).stream(), Stream.of(more)).toList();
        }

        /** Starts an aggregator that reaches Kafka through the proxy. */
        AppProcess begin(List<String> settings) {
            List<String> proxied = settings.stream()
                    .map(setting -> setting.replace(kafka.bootstrapServers(), kafka.proxiedServers()))
                    .toList();
            SharedJars.aggregator().archiveClasses(proxied);
            return AppProcess.begin(SharedJars.aggregator(), proxied);
        }

        /** Until a member waits for the answer to joining. */
        void awaitJoining() {
            String group = "meal-aggregator-" + city.city();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                await().atMost(SOON).until(
                        () -> admin.describeConsumerGroups(Set.of(group)).all().get().get(group).groupState(),
                        GroupState.PREPARING_REBALANCE::equals);
            }
        }

        @Override
        public void close() {
            city.close();
            kafka.close();
            redis.close();
        }
    }
}
