package org.allcity.aggregator;

import java.time.Duration;
import java.util.stream.IntStream;

/** Bounds of the buckets of times: powers of two seconds, which are also the bounds of Prometheus's native histograms. */
final class TimeBuckets {

    /** 1/512 s is the shortest that is a whole number of nanoseconds. */
    static final int SHORTEST = -9;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private TimeBuckets() {}

    /** From 2^least to 2^greatest seconds. */
    static Duration[] between(int least, int greatest) {
        return IntStream.rangeClosed(least, greatest)
                .mapToObj(power -> power < 0 ? SECOND.dividedBy(1L << -power) : SECOND.multipliedBy(1L << power))
                .toArray(Duration[]::new);
    }
}
