package org.allcity.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AggregatorPropertiesTest {

    @Test
    void sharesTheLedgersOfTheHeapAmongThreads() {
        assertThat(ledgers(3, 30_000).ledgersCachedPerThread()).isEqualTo(10_000);
        assertThat(ledgers(8, 3).ledgersCachedPerThread()).isEqualTo(1);
    }

    @Test
    void keepsAsManyLedgersAsAThirdOfTheHeapHoldsUnlessToldOtherwise() {
        long heap = Runtime.getRuntime().maxMemory();

        assertThat(ledgers(2, 0).ledgersCachedPerThread() * 2L * 1024).isBetween(heap / 3 - 4096, heap / 3);
    }

    @Test
    void refusesLessThanNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledgers(1, -1))
                .withMessage("meals.aggregator.ledgers-cached-max: -1 (expected: >= 0)");
    }

    @Test
    void refusesThreadsThatWouldHaveNothingToDo() {
        assertThat(of(2, true, "classic").threads()).isEqualTo(2);
        assertThat(of(2, false, "consumer").threads()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(2, false, "classic"))
                .withMessage("meals.aggregator.threads: 2 (expected: 1, or share-partitions: true, or all but one would have nothing to do)");
    }

    private static AggregatorProperties ledgers(int threads, int cachedMax) {
        return new AggregatorProperties(threads, true, 1, cachedMax, 1, Duration.ofSeconds(2), "g", Duration.ZERO, "classic");
    }

    private static AggregatorProperties of(int threads, boolean sharePartitions, String groupProtocol) {
        return new AggregatorProperties(threads, sharePartitions, 1, 0, 1, Duration.ofSeconds(2), "g", Duration.ZERO, groupProtocol);
    }
}
