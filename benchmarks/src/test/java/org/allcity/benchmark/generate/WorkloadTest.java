package org.allcity.benchmark.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.allcity.benchmark.event.MealEvent;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final int EVENTS = 100_000;
    private static final Workload.Size SIZE = new Workload.Size(EVENTS, 10_000, 7);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(fingerprint(SIZE)).isEqualTo(fingerprint(SIZE));
        assertThat(fingerprint(SIZE)).isNotEqualTo(fingerprint(new Workload.Size(EVENTS, 10_000, 8)));
    }

    private static long fingerprint(Workload.Size size) {
        long[] sum = {0};
        new Workload(size).play((key, value) -> sum[0] = sum[0] * 31 + Arrays.hashCode(value));
        return sum[0];
    }

    @Test
    void hasTheSharesItPromises() {
        int[] kinds = new int[4];
        int[] counts = new int[4]; // repeats, unregistered, out of order, all
        long[] latest = {0};
        Set<Long> seen = new HashSet<>();

        new Workload(SIZE).plan(event -> {
            counts[3]++;
            kinds[event.kind]++;
            counts[0] += seen.add(event.number) ? 0 : 1;
            counts[1] += event.order.diner() < 0 ? 1 : 0;
            counts[2] += event.receivedAt - event.occurredAt >= 60_000 && event.receivedAt - event.occurredAt > 0 ? 1 : 0;
            latest[0] = Math.max(latest[0], event.receivedAt);
        });

        assertThat(counts[3]).isEqualTo(EVENTS);
        assertThat(counts[0] / (double) EVENTS).isCloseTo(0.05, within(0.005));
        assertThat(counts[1] / (double) EVENTS).isCloseTo(0.05, within(0.005));
        double served = kinds[MealEvent.SERVED];
        assertThat(kinds[MealEvent.PLACED] / served).isCloseTo(0.43, within(0.02));
        assertThat(kinds[MealEvent.CANCELLED] / served).isCloseTo(0.03, within(0.005));
        assertThat(kinds[MealEvent.VOIDED] / served).isCloseTo(0.01, within(0.003));
        assertThat(counts[2] / (double) EVENTS).isBetween(0.02, 0.08);
    }

    @Test
    void playsDayByDay() {
        long[] latest = {0};
        long[] worst = {0};

        new Workload(SIZE).plan(event -> {
            worst[0] = Math.max(worst[0], latest[0] - event.receivedAt);
            latest[0] = Math.max(latest[0], event.receivedAt);
        });

        assertThat(worst[0]).isBetween(1L, 3_600_000L);
    }
}
