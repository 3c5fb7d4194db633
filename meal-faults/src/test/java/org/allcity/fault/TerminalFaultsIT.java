package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What terminals do: come back after days with everything twice and in any order, and have clocks that are wrong. */
@Tag("slow")
class TerminalFaultsIT {

    private static final int BATCH = 100;

    private RedisProcess redis;
    private FaultedCity city;
    private AppProcess aggregator;
    private IngestProcess ingest;
    private FaultProxy way;
    private Terminals terminals;

    @BeforeEach
    void start() {
        redis = RedisProcess.start(RedisProcess.APPEND_ONLY);
        city = FaultedCity.create(SharedKafka.get(), redis::port);
        List<String> settings = city.aggregatorSettings(redis.port());
        SharedJars.aggregator().archiveClasses(settings);
        aggregator = AppProcess.begin(SharedJars.aggregator(), settings);
        ingest = IngestProcess.start(city, "--meals.ingest.rate.burst=1000000", "--meals.ingest.rate.per-second=100000");
        aggregator.awaitStarted();
        way = FaultProxy.forBytes(ingest.port());
        terminals = Terminals.register(way::port, city.city(), city.seed());
    }

    @AfterEach
    void end() {
        terminals.giveUp();
        way.close();
        ingest.close();
        aggregator.close();
        city.close();
        redis.close();
    }

    @Test
    void countsOnceWhatTerminalsThatWereOfflineForThreeDaysSendTwiceAndInAnyOrder() {
        int perTerminal = Faults.count(1_000, 10_000);
        SplittableRandom random = new SplittableRandom(city.seed());
        long sent = 0;
        for (int terminal = 0; terminal < 4; terminal++) {
            Instant threeDaysAgo = Instant.now().minus(Duration.ofDays(3));
            long step = Duration.ofDays(3).toMillis() / perTerminal;
            List<String> noted = new ArrayList<>();
            for (int i = 0; i < perTerminal; i++) {
                noted.add(terminals.events(terminal).next(threeDaysAgo.plusMillis(i * step)));
            }
            List<String> outbox = new ArrayList<>(noted);
            noted.stream().filter(event -> random.nextInt(3) == 0).forEach(outbox::add);
            shuffle(outbox, random);
            for (int from = 0; from < outbox.size(); from += BATCH) {
                if (random.nextInt(5) == 0) {
                    // The connection breaks somewhere in the request or in the answer, which is then unknown.
                    way.resetAfter(random.nextInt(30_000));
                }
                terminals.sendUntilAnswered(terminal, outbox.subList(from, Math.min(outbox.size(), from + BATCH)));
            }
            sent += outbox.size();
        }
        way.heal();

        city.awaitFresh();

        assertThat(terminals.unexpected()).isEmpty();
        assertThat(terminals.rejected()).isEmpty();
        assertThat(terminals.acknowledged()).hasSize(4 * perTerminal);
        assertThat(city.truth().eventIds()).containsAll(terminals.acknowledged());
        assertThat(sent).isGreaterThan(4L * perTerminal);
        city.proveExact("batches duplicated, reordered and cut, from terminals three days offline", (int) sent, "-");
    }

    @Test
    void countsUnderTheDayThatASlowClockShowsAndRejectsWhatAFastClockPutsIntoTheFuture() {
        int batches = Faults.count(20, 200);
        terminals.events(0).clockError(Duration.ofHours(-7));
        terminals.events(1).clockError(Duration.ofHours(3));
        terminals.events(2).clockError(Duration.ofMinutes(-90));
        long fast = 0;
        for (int i = 0; i < batches; i++) {
            for (int terminal = 0; terminal < 4; terminal++) {
                List<String> batch = terminals.events(terminal).nextBatch();
                fast += terminal == 1 ? batch.size() : 0;
                terminals.sendUntilAnswered(terminal, batch);
            }
        }

        city.awaitFresh();

        assertThat(terminals.unexpected()).isEmpty();
        assertThat(terminals.rejected()).containsOnlyKeys("OCCURRED_IN_FUTURE").containsValue(fast);
        assertThat(city.truth().eventIds()).isEqualTo(terminals.acknowledged());
        city.proveExact("terminals' clocks wrong by hours", batches * 3, "rejected{code=OCCURRED_IN_FUTURE} for fast ones");
    }

    private static void shuffle(List<String> all, SplittableRandom random) {
        for (int i = all.size() - 1; i > 0; i--) {
            java.util.Collections.swap(all, i, random.nextInt(i + 1));
        }
    }
}
