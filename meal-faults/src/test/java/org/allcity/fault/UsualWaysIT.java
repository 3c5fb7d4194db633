package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.allcity.fault.UsualCounts.Difference;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what the usual ways of counting from Kafka into Redis make wrong under faults, beside ours under the same ones: the same
 * facts, the same seed, the same place. Their own bugs would make this worthless, so they are first shown to be exact without faults.
 */
class UsualWaysIT {

    private static final Logger log = LoggerFactory.getLogger(UsualWaysIT.class);

    private static final int WAVE = 2_000;
    private static final int CELLS_MIN = 500;
    private static final int WAVE_UNDER_FAULT = 1_200;
    private static final long SEED = Faults.seed();
    private static final AtomicInteger CITIES = new AtomicInteger();

    private static final KafkaProcesses KAFKA = SharedKafka.get();

    /** One of each kind, at once and on one topic, to be quick; the long run has them all. */
    @Test
    @Tag("slow")
    void usualWaysAreExactWithoutFaults() {
        String city = nextCity();
        try (UsualTopic topic = new UsualTopic(KAFKA.bootstrapServers(), city);
                UsualRun plain = run(UsualWay.HINCRBY, topic, UsualFault.none());
                UsualRun sink = run(UsualWay.STREAMS_SINK, topic, UsualFault.none())) {

            topic.send(new UsualLoad(SEED, city).next(WAVE)).join();

            UsualCounts truth = topic.recount();
            assertThat(truth.cells()).hasSizeGreaterThan(CELLS_MIN);
            assertThat(plain.awaitAllCounted().against(truth).wrong()).isZero();
            assertThat(sink.awaitAllCounted().against(truth).wrong()).isZero();
        }
    }

    static Stream<Named<Supplier<UsualFault>>> faults() {
        return Stream.<Supplier<UsualFault>>of(
                        UsualFault::none,
                        UsualFault::killed,
                        UsualFault::replyLost,
                        UsualFault::appendOnlyFileCut,
                        UsualFault::snapshotRestored,
                        UsualFault::failover,
                        UsualFault::flushed,
                        UsualFault::rebalanced,
                        UsualFault::frozen,
                        UsualFault::repeated,
                        UsualFault::repeatedLate)
                .map(fault -> Named.of(fault.get().title(), fault));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @Tag("long")
    void oursIsExactWhereTheUsualWaysAreNot(Supplier<UsualFault> faults) {
        Map<UsualWay, Difference> differences = measure(faults, EnumSet.allOf(UsualWay.class));

        UsualFault fault = faults.get();
        UsualTable.add(fault.title(), SEED, differences);
        assertThat(differences).allSatisfy((way, difference) -> assertThat(difference.compared()).isPositive());
        assertAll(fault.surelyExact().stream().map(way -> () ->
                assertThat(differences.get(way).wrong()).as("%s, made to count right", way).isZero()));
        assertAll(fault.surelyWrong().stream().map(way -> () -> assertThat(differences.get(way).wrong())
                .as("%s, made to count wrong", way)
                .isPositive()));
    }

    private static Map<UsualWay, Difference> measure(Supplier<UsualFault> faults, Set<UsualWay> ways) {
        log.info("seed {} (give it again with -Dfaults.seed)", SEED);
        Map<UsualWay, Difference> differences = new EnumMap<>(UsualWay.class);
        for (UsualWay way : ways) {
            UsualFault fault = faults.get();
            long startedNanos = System.nanoTime();
            Difference difference = measure(fault, way);
            differences.put(way, difference);
            log.info("{}: {}: {} in {} ms", fault.title(), way.title(), difference, (System.nanoTime() - startedNanos) / 1_000_000);
        }
        return differences;
    }

    private static Difference measure(UsualFault fault, UsualWay way) {
        String city = nextCity();
        SplittableRandom random = new SplittableRandom(SEED);
        UsualLoad load = new UsualLoad(SEED, city);
        try (UsualTopic topic = new UsualTopic(KAFKA.bootstrapServers(), city);
                UsualRun run = run(way, topic, fault)) {
            topic.send(load.next(WAVE)).join();
            run.awaitAllCounted();
            fault.prepare(run);
            topic.send(load.next(WAVE)).join();
            run.awaitAllCounted();
            fault.aim(run, random);
            for (int strike = 0; strike < fault.strikes(); strike++) {
                run.load(fault.repeatsFacts() ? load.nextWithRepeats(WAVE_UNDER_FAULT) : load.next(WAVE_UNDER_FAULT));
                fault.strike(run, strike, random);
                run.awaitSent();
            }
            return run.awaitAllCounted().against(topic.recount());
        }
    }

    private static UsualRun run(UsualWay way, UsualTopic topic, UsualFault fault) {
        return new UsualRun(way, topic, KAFKA.bootstrapServers(), fault.redisSettings(), fault.marksKept());
    }

    /** Each run plays in a city of its own, in a province of their own, so that topics, groups and states cannot mix. */
    private static String nextCity() {
        return String.format("34%02d00", CITIES.incrementAndGet());
    }
}
