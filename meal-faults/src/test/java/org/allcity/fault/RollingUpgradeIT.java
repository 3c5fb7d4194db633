package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.allcity.schema.MealFact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Aggregators of two versions beside one another, while instances are replaced one by one under load. */
@Tag("slow")
class RollingUpgradeIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int FACTS_AT_FIRST = 1_000;
    private static final int FACTS_PER_SECOND = 150;
    private static final String REJECTED = "meals_aggregator_rejected_total";
    private static final String UNKNOWN = "reason=\"unknown_schema\"";

    private final RedisProcess redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
    private final FaultedCity city = FaultedCity.create(SharedKafka.get(), redis::port);
    private final SplittableRandom random = new SplittableRandom(city.seed());
    private final List<AppProcess> aggregators = new ArrayList<>();

    @AfterEach
    void end() {
        aggregators.forEach(AppProcess::close);
        city.close();
        redis.close();
    }

    @Test
    @Tag("long")
    void takesTheLayoutBeforeOverWhileAggregatorsOfThatVersionStillRun() {
        AppJar before = VersionBefore.aggregator();
        AppProcess oldOne = begin(before);
        AppProcess oldOther = begin(before);
        load();
        assertThat(layout()).isEqualTo(VersionBefore.LAYOUT);
        city.proveExact("counted by the version before alone", 0, "-");

        AppProcess newOne = begin(SharedJars.aggregator());
        newOne.awaitStarted();
        // Its first batch takes the counts over; from then on the old ones' batches are refused, and their partitions stand still.
        await().atMost(SOON).until(() -> layout().equals(VersionBefore.LAYOUT_OF_TODAY));
        String refusal = "stopped: STORE_DAMAGED: .*:schema: 2 \\(expected: 1,";
        await().atMost(SOON).until(() -> !oldOne.process().lines(refusal).isEmpty() && !oldOther.process().lines(refusal).isEmpty());
        oldOne.process().term();
        AppProcess newOther = begin(SharedJars.aggregator());
        newOther.awaitStarted();
        oldOther.close();
        city.awaitFresh();

        city.proveExact("aggregators of the layout before replaced one by one", 2, "the old ones: partitions_stopped{cause=store_damaged}");
        assertThat(newOne.metric("meals_aggregator_partitions_owned", "") + newOther.metric("meals_aggregator_partitions_owned", ""))
                .isEqualTo(FaultedCity.PARTITIONS);
        assertThat(city.positions()).hasSize(FaultedCity.PARTITIONS);
        Command.run(SharedJars.aggregator(), "verify", city.settingsOfAnyProtocol(redis.port())).expect(0);
    }

    @Test
    void countsFactsOfTheNextSchemaWhenAggregatorsAreReplacedBeforeIngest() {
        AppJar next = NextSchema.knownTo(SharedJars.aggregator());
        AppProcess oldOne = begin(SharedJars.aggregator());
        AppProcess oldOther = begin(SharedJars.aggregator());
        load();

        AppProcess newOne = begin(next);
        newOne.awaitStarted();
        oldOne.process().term();
        AppProcess newOther = begin(next);
        newOther.awaitStarted();
        oldOther.close();
        city.awaitFresh();
        // Then instances of ingest, so that facts of both schemas come at once.
        AtomicLong ofNext = new AtomicLong();
        city.load().encoding(fact -> someOfNext(fact, ofNext));
        city.load().burst(FACTS_AT_FIRST);
        city.load().encoding(NextSchema::value);
        city.load().burst(FACTS_AT_FIRST);
        city.awaitFresh();

        assertThat(ofNext).hasPositiveValue();
        city.proveExact("aggregators, then ingest, replaced by those of the next schema of facts", 4, "seeks{cause=assigned}");
        assertThat(newOne.metric(REJECTED, UNKNOWN) + newOther.metric(REJECTED, UNKNOWN)).isZero();
    }

    @Test
    void countsByARebuildWhatWasRejectedSinceIngestWasReplacedFirst() {
        AppProcess old = begin(SharedJars.aggregator());
        load();
        city.proveExact("before ingest is replaced", 0, "-");
        // What the old one rejects is a fact to who recounts.
        city.watch(false);
        AtomicLong ofNext = new AtomicLong();
        city.load().encoding(fact -> someOfNext(fact, ofNext));
        city.load().burst(FACTS_AT_FIRST);
        city.load().encoding(Load::value);
        old.awaitMetric(REJECTED, UNKNOWN, ofNext.get(), SOON);
        old.process().term();

        AppJar next = NextSchema.knownTo(SharedJars.aggregator());
        AppProcess upgraded = begin(next);
        upgraded.awaitStarted();
        List<String> settings = city.settingsOfAnyProtocol(redis.port());
        Command.run(next, "verify", settings).expect(1);
        Command.run(next, "rebuild", settings).expect(0);
        Command.run(next, "verify", settings).expect(0);
        Truth.Verdict counted = city.truth().compareCounts();
        assertThat(counted.told()).isEmpty();
        city.alsoCompared(1, counted.cells());
        city.watch(true);
        city.awaitFresh();

        city.proveExact("ingest replaced before aggregators, then rebuild", 1, "rejected_total{reason=unknown_schema}; verify");
    }

    private byte[] someOfNext(MealFact fact, AtomicLong ofNext) {
        if (random.nextBoolean()) {
            return Load.value(fact);
        }
        ofNext.incrementAndGet();
        return NextSchema.value(fact);
    }

    /** Counting, under load, with every partition counted in. */
    private void load() {
        aggregators.forEach(AppProcess::awaitStarted);
        city.load().burst(FACTS_AT_FIRST);
        city.load().rate(FACTS_PER_SECOND);
        city.awaitFresh();
        city.forgetFresh();
    }

    private AppProcess begin(AppJar jar) {
        List<String> settings = city.aggregatorSettings(redis.port());
        jar.archiveClasses(settings);
        AppProcess aggregator = AppProcess.begin(jar, settings);
        aggregators.add(aggregator);
        return aggregator;
    }

    private String layout() {
        return redis.ask(commands -> commands.get("{" + city.city() + "}:schema"));
    }
}
