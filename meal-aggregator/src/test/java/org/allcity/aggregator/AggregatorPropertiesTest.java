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

    private static AggregatorProperties ledgers(int threads, int cachedMax) {
        return new AggregatorProperties(threads, 1, cachedMax, 1, Duration.ofSeconds(2), "g", Duration.ZERO, "classic");
    }
}
