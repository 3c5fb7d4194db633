package org.allcity.board;

import java.time.Duration;
import java.util.stream.IntStream;

/** Bounds of the buckets of times: powers of two seconds, which are also the bounds of Prometheus's native histograms. */
final class TimeBuckets {

    /** 1/512 s is the shortest that is a whole number of nanoseconds. */
    static final int SHORTEST = -9;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private TimeBuckets() {}

    /** From 1/512 to 2^greatest seconds. */
    static Duration[] upTo(int greatest) {
        return IntStream.rangeClosed(SHORTEST, greatest)
                .mapToObj(power -> power < 0 ? SECOND.dividedBy(1L << -power) : SECOND.multipliedBy(1L << power))
                .toArray(Duration[]::new);
    }
}
