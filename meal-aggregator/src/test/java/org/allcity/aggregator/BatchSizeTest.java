package org.allcity.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

    private final BatchSize size = new BatchSize();

    @Test
    void findsWhatTheStoreTakesInTime() {
        long nanosPerChange = 5_000;

        for (int i = 0; i < 50; i++) {
            size.learn(size.changesMax(), size.changesMax() * nanosPerChange);
        }

        assertThat((double) size.changesMax() * nanosPerChange)
                .isCloseTo(BatchSize.AIM.toNanos(), within(BatchSize.AIM.toNanos() / 50.0));
    }

    @Test
    void doesNotGrowByBatchesThatWereNotFull() {
        int before = size.changesMax();

        size.learn(before - 1, 1);

        assertThat(size.changesMax()).isEqualTo(before);
    }

    @Test
    void staysWithinBoundsWhateverHappens() {
        for (int i = 0; i < 100; i++) {
            size.learn(1, Duration.ofMinutes(1).toNanos());
        }
        assertThat(size.changesMax()).isEqualTo(1_000);

        for (int i = 0; i < 100; i++) {
            size.learn(size.changesMax(), 0);
        }
        assertThat(size.changesMax()).isEqualTo(500_000);
    }
}
