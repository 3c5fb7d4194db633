package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.allcity.counts.memory.InMemoryCountStore;
import org.allcity.counts.recount.Recount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fold agrees with the naive recount; each case names its seed. Try one more: {@code -Dfold.seed=N}. */
class FoldPropertyTest {

    private static final int SEEDS = 150;
    private static final LogId LOG = new LogId("cluster", "topic", 1);
    private static final Instant LATE_DECEMBER = Instant.parse("2026-12-26T02:00:00Z");

    static LongStream seeds() {
        Long one = Long.getLong("fold.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithTheRecountInAnyOrderBatchingAndRepetition(long seed) {
        List<Fact> facts = new FactStream(seed)
                .between(LATE_DECEMBER, LATE_DECEMBER.plus(Duration.ofDays(13)), 120, Duration.ZERO);
        Map<CountKey, Long> truth = Recount.of(facts).counts();
        Random random = new Random(seed);
        List<Fact> shuffled = new ArrayList<>(facts);
        shuffled.addAll(facts.subList(0, random.nextInt(facts.size())));
        Collections.shuffle(shuffled, random);

        assertThat(folded(facts, random, 1).counts()).isEqualTo(truth);
        assertThat(folded(shuffled, random, 30).counts()).isEqualTo(truth);
        assertThat(Recount.of(shuffled).counts()).isEqualTo(truth);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithTheRecountOverTwoYearsOfSealing(long seed) {
        Instant first = Instant.parse("2025-11-01T00:00:00Z");
        List<Fact> facts = new FactStream(seed).between(first, first.plus(Duration.ofDays(450)), 900, Duration.ofDays(20));
        Recount truth = Recount.of(facts);
        List<Fact> refused = new ArrayList<>();

        InMemoryCountStore store = folded(facts, new Random(seed), 25, refused);

        assertThat(store.counts()).isEqualTo(truth.counts());
        assertThat(refused).isEqualTo(truth.refused()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void givesTheSameCountsWhenReceiptIsReorderedWithinTheMargin(long seed) {
        Instant first = Instant.parse("2026-06-01T00:00:00Z");
        List<Fact> facts = new FactStream(seed).between(first, first.plus(Duration.ofDays(300)), 400, Duration.ZERO);
        Random random = new Random(seed);
        Map<Fact, Long> places = new HashMap<>();
        facts.forEach(fact -> places.put(
                fact, fact.receivedAt().toEpochMilli() + (long) (random.nextDouble() * Duration.ofDays(14).toMillis())));
        List<Fact> reordered = new ArrayList<>(facts);
        reordered.sort((a, b) -> Long.compare(places.get(a), places.get(b)));

        assertThat(folded(reordered, random, 25).counts())
                .isEqualTo(folded(facts, random, 25).counts())
                .isEqualTo(Recount.of(facts).counts());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsItsEquationsInEveryCut(long seed) {
        List<Fact> facts = new FactStream(seed)
                .between(LATE_DECEMBER, LATE_DECEMBER.plus(Duration.ofDays(60)), 300, Duration.ofDays(3));

        Map<CountKey, Long> counts = folded(facts, new Random(seed), 20).counts();

        assertThat(counts.values()).allMatch(count -> count > 0);
        counts.forEach((key, count) -> {
            if (key instanceof CountKey.Meals meals && meals.measure() == Measure.PLACED) {
                assertThat(of(counts, meals, Measure.COLLECTED) + of(counts, meals, Measure.CANCELLED))
                        .as("collected and cancelled of %s, seed %d", meals, seed)
                        .isLessThanOrEqualTo(count);
            }
            if (key instanceof CountKey.Meals meals && meals.measure() == Measure.SECOND_MEALS) {
                assertThat(count).isLessThanOrEqualTo(of(counts, meals, Measure.MEALS));
            }
            if (key instanceof CountKey.Persons persons) {
                assertThat(count)
                        .as("persons and meals of %s, seed %d", persons, seed)
                        .isLessThanOrEqualTo(mealsOf(counts, persons));
            }
        });
    }

    private static long of(Map<CountKey, Long> counts, CountKey.Meals key, Measure measure) {
        return counts.getOrDefault(
                new CountKey.Meals(key.day(), key.place(), key.period(), key.mode(), key.group(), measure), 0L);
    }

    private static long mealsOf(Map<CountKey, Long> counts, CountKey.Persons persons) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof CountKey.Meals meals
                        && meals.measure() == Measure.MEALS
                        && meals.group() != DinerGroup.UNREGISTERED
                        && persons.window().contains(meals.day())
                        && meals.place().area(persons.area().level()).equals(persons.area()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Test
    void keepsLedgersSmallByForgettingSealedOrders() {
        Instant first = Instant.parse("2025-11-01T00:00:00Z");
        List<Fact> facts = new FactStream(7).between(first, first.plus(Duration.ofDays(400)), 2000, Duration.ofDays(3));

        InMemoryCountStore store = folded(facts, new Random(7), 25);

        DinerId diner = DinerId.registered(new UUID(-1, 0));
        DinerLedger ledger = store.ledgers(List.of(diner)).get(diner);
        long heldFacts = ledger.factsByOrder().values().stream().mapToLong(List::size).sum();
        long allFacts = facts.stream().filter(fact -> fact.diner().equals(diner)).count();
        assertThat(heldFacts).isPositive().isLessThan(allFacts / 3);
        assertThat(ledger.servedMonths()).isNotEmpty();
    }

    private static InMemoryCountStore folded(List<Fact> facts, Random random, int batchMax) {
        return folded(facts, random, batchMax, new ArrayList<>());
    }

    private static InMemoryCountStore folded(List<Fact> facts, Random random, int batchMax, List<Fact> refused) {
        InMemoryCountStore store = new InMemoryCountStore();
        int from = 0;
        while (from < facts.size()) {
            int to = Math.min(facts.size(), from + 1 + random.nextInt(batchMax));
            List<Fact> part = facts.subList(from, to);
            FactsFolded fold = new FactsFolded(store.ledgers(part.stream().map(Fact::diner).toList()));
            for (Fact fact : part) {
                fold.add(fact).ifPresent(refusal -> refused.add(fact));
            }
            assertThat(store.apply(fold.batch(LOG, 0, from, to))).isInstanceOf(ApplyResult.Applied.class);
            from = to;
        }
        return store;
    }
}
