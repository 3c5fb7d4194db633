package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.allcity.counts.recount.LoggedFact;
import org.allcity.counts.recount.MovingRecount;
import org.allcity.counts.recount.Recount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recount that moves along gives at each position what a recount of all facts before it gives. */
class MovingRecountTest {

    private static final Instant DECEMBER = Instant.parse("2026-12-15T02:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheWholeRecountAtEachPosition(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LoggedFact> log = new ArrayList<>();
        long offset = 0;
        for (Fact fact : new FactStream(seed).between(DECEMBER, DECEMBER.plus(Duration.ofDays(90)), 300, Duration.ofDays(17))) {
            offset += 1 + random.nextInt(3);
            log.add(new LoggedFact(offset, fact));
        }
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            positions.add(random.nextLong(offset + 2));
        }
        positions.sort(null);
        List<Map<CountKey, Long>> steps = new ArrayList<>();
        positions.forEach(position -> steps.add(new HashMap<>()));

        MovingRecount recount = new MovingRecount(
                positions, (step, key, amount) -> steps.get(step).merge(key, amount, Long::sum));
        byDiner(log).values().forEach(recount::add);
        recount.finish();

        Map<CountKey, Long> counts = new HashMap<>();
        for (int step = 0; step < positions.size(); step++) {
            long position = positions.get(step);
            steps.get(step).forEach((key, amount) ->
                    counts.merge(key, amount, (held, added) -> held + added == 0 ? null : held + added));
            List<Fact> before = log.stream().filter(fact -> fact.offset() < position).map(LoggedFact::fact).toList();
            assertThat(counts).as("seed %d, position %d", seed, position).isEqualTo(Recount.of(before).counts());
        }
    }

    @Test
    void refusesPositionsThatGoBack() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MovingRecount(List.of(3L, 2L), (step, key, amount) -> {}));
    }

    private static Map<DinerId, List<LoggedFact>> byDiner(List<LoggedFact> log) {
        Map<DinerId, List<LoggedFact>> facts = new LinkedHashMap<>();
        log.forEach(logged -> facts.computeIfAbsent(logged.fact().diner(), diner -> new ArrayList<>()).add(logged));
        return facts;
    }
}
