package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.allcity.counts.audit.LedgerCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folded ledger agrees with the log, and no fact of the correction window can be missing or too many in it. */
class LedgerCheckTest {

    private static final Instant DECEMBER = Instant.parse("2026-12-15T02:00:00Z");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithEveryLedgerThatIsFolded(long seed) {
        List<Fact> log = facts(seed);

        folded(log).forEach((diner, ledger) ->
                assertThat(LedgerCheck.differences(ledger, of(diner, log))).as("seed %d", seed).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsEachFactThatIsMissingAndEachThatIsTooMany(long seed) {
        List<Fact> log = facts(seed);
        folded(log).forEach((diner, ledger) -> {
            List<Fact> kept = ledger.factsByOrder().values().stream().flatMap(List::stream).toList();
            for (Fact fact : kept) {
                List<Fact> others = new ArrayList<>(kept);
                others.remove(fact);
                DinerLedger without = DinerLedger.restored(diner, ledger.latestReceivedAt(), ledger.servedMonths(), others);
                List<Fact> logged = of(diner, log);
                boolean inWindow = fact.serviceDate().toEpochDay() >= CorrectionWindow.sealingHorizon(ledger.latestReceivedAtMillis());
                assertThat(LedgerCheck.differences(without, logged)).hasSize(inWindow ? 1 : 0);
                List<Fact> unlogged = logged.stream().filter(other -> !other.repeats(fact)).toList();
                assertThat(LedgerCheck.differences(ledger, unlogged)).isNotEmpty();
            }
        });
    }

    @Test
    void findsALedgerThatIsGone() {
        List<Fact> log = facts(1);

        folded(log).forEach((diner, ledger) -> {
            if (!ledger.factsByOrder().isEmpty()) {
                assertThat(LedgerCheck.differences(null, of(diner, log))).isNotEmpty();
            }
        });
        assertThat(LedgerCheck.differences(null, List.of())).isEmpty();
    }

    private static List<Fact> facts(long seed) {
        return new FactStream(seed).between(DECEMBER, DECEMBER.plus(Duration.ofDays(120)), 400, Duration.ofDays(17));
    }

    private static List<Fact> of(DinerId diner, List<Fact> log) {
        return log.stream().filter(fact -> fact.diner().equals(diner)).collect(Collectors.toList());
    }

    private static Map<DinerId, DinerLedger> folded(List<Fact> log) {
        FactsFolded fold = new FactsFolded(Map.of());
        log.forEach(fold::add);
        return fold.ledgers();
    }
}
