package org.allcity.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.allcity.counts.Refusal;
import org.junit.jupiter.api.Test;

class AggregatorMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AggregatorMetrics metrics = new AggregatorMetrics(meters);

    @Test
    void tellOfAPartitionOnlyWhileItIsOwned() {
        metrics.owned(3, true);
        metrics.position(3, 100, 5);
        assertThat(meters.get("meals.aggregator.position").tag("partition", "3").gauge().value()).isEqualTo(100);
        assertThat(meters.get("meals.aggregator.partitions.owned").gauge().value()).isEqualTo(1);

        metrics.owned(3, false);
        // The watch may have looked just before.
        metrics.logOf(3, 0, 105, 5);
        metrics.lag(3, Duration.ofSeconds(7));

        assertThat(meters.find("meals.aggregator.position").gauge()).isNull();
        assertThat(meters.find("meals.aggregator.lag").gauge()).isNull();
        assertThat(meters.get("meals.aggregator.partitions.owned").gauge().value()).isZero();
        assertThat(metrics.positions()).isEmpty();
    }

    @Test
    void tellOfItAgainWhenItComesBack() {
        metrics.owned(3, true);
        metrics.position(3, 100, 5);
        metrics.owned(3, false);

        metrics.owned(3, true);
        metrics.position(3, 200, 0);

        assertThat(meters.get("meals.aggregator.position").tag("partition", "3").gauge().value()).isEqualTo(200);
        assertThat(metrics.positions()).isEqualTo(Map.of(3, 200L));
    }

    @Test
    void countEachKindOfRefusalFromZero() {
        assertThat(AggregatorMetrics.REJECTIONS)
                .containsAll(Arrays.stream(Refusal.values()).map(refusal -> refusal.name().toLowerCase(Locale.ROOT)).toList());
        assertThat(AggregatorMetrics.REJECTIONS).allSatisfy(reason ->
                assertThat(meters.get("meals.aggregator.rejected").tag("reason", reason).counter().count()).isZero());
    }

    @Test
    void sayThatRetentionReachesTheCountsWhenItsTimeIsUp() {
        metrics.owned(0, true);
        metrics.position(0, 100, 5);
        metrics.logLooked(Optional.of(Duration.ofDays(7)));

        metrics.lag(0, Duration.ofDays(6));
        assertThat(retentionLeft()).isEqualTo(Duration.ofDays(1).toSeconds());

        metrics.logLooked(Optional.empty());
        metrics.lag(0, Duration.ofDays(6));
        assertThat(retentionLeft()).isInfinite();
    }

    private double retentionLeft() {
        return meters.get("meals.aggregator.log.retention.left").gauge().value();
    }
}
