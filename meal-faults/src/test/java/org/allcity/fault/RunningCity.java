package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One city with its Redis and two aggregators, each behind a proxy, for one fault after another: starting it takes longer than most
 * faults. A test that does not prove the counts exact leaves it unfit, and the next one gets another.
 */
final class RunningCity implements AutoCloseable {

    private static final int FACTS_AT_FIRST = 1_000;
    private static final int FACTS_PER_SECOND = 150;
    private static final Duration SETTLED_WITHIN = Duration.ofMinutes(1);

    private static @Nullable RunningCity shared;

    private volatile RedisProcess redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
    private final FaultedCity city = FaultedCity.create(SharedKafka.get(), () -> redis.port());
    private final AggregatorBehindProxy one = AggregatorBehindProxy.begin(city, redis.port());
    private final AggregatorBehindProxy other = AggregatorBehindProxy.begin(city, redis.port());
    private boolean fit;

    private RunningCity() {
        aggregators().forEach(aggregator -> aggregator.app().awaitStarted());
        awaitEachOwnsHalf();
        city.load().burst(FACTS_AT_FIRST);
        city.load().rate(FACTS_PER_SECOND);
        city.awaitFresh();
        city.forgetFresh();
    }

    /** One that runs, is exact so far, and under load. */
    static synchronized RunningCity take() {
        RunningCity running = shared;
        if (running == null || !running.fit) {
            if (running != null) {
                running.close();
            }
            running = new RunningCity();
            shared = running;
        } else {
            // The last test may have ended one of them.
            running.awaitEachOwnsHalf();
        }
        running.fit = false;
        return running;
    }

    FaultedCity city() {
        return city;
    }

    /** The server that holds the counts now. */
    RedisProcess redis() {
        return redis;
    }

    /** From now on another server holds the counts, and the aggregators' connections lead there. The old one is its taker's to close. */
    void switchTo(RedisProcess next) {
        redis = next;
        aggregators().forEach(aggregator -> aggregator.proxy().upstream(next.port()));
    }

    AggregatorBehindProxy one() {
        return one;
    }

    AggregatorBehindProxy other() {
        return other;
    }

    List<AggregatorBehindProxy> aggregators() {
        return List.of(one, other);
    }

    /** As {@link FaultedCity#proveExact}; then the next test can have it. */
    void proveExact(String fault, int injected, String detectedBy) {
        aggregators().forEach(aggregator -> aggregator.proxy().scripts().set(ScriptFault.NONE));
        city.proveExact(fault, injected, detectedBy);
        fit = true;
    }

    /** Both are in their group and nobody else is, so no partition is handed over until something happens to one of them. */
    void awaitEachOwnsHalf() {
        await().atMost(SETTLED_WITHIN).untilAsserted(() -> assertThat(aggregators())
                .extracting(aggregator -> aggregator.app().metric("meals_aggregator_partitions_owned", ""))
                .containsOnly(FaultedCity.PARTITIONS / 2.0));
    }

    /** Of a metric, the sum over both aggregators. */
    double metric(String name, String labels) {
        return aggregators().stream().mapToDouble(aggregator -> aggregator.app().metric(name, labels)).sum();
    }

    @Override
    public void close() {
        city.close();
        aggregators().forEach(AggregatorBehindProxy::close);
        redis.close();
    }
}
