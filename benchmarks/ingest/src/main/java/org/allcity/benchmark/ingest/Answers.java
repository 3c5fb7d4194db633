package org.allcity.benchmark.ingest;

import java.util.Arrays;

/** Requests that were answered: all of them for exactness, those of the measured time for speed. */
final class Answers {

    private long[] nanos = new long[1 << 16];
    private int measured;
    private long good;
    private int firstOtherStatus;
    private boolean measuring;
    private long fromNanos;
    private long untilNanos;

    void measureFrom(long now) {
        measuring = true;
        fromNanos = now;
    }

    void measureUntil(long now) {
        measuring = false;
        untilNanos = now;
    }

    void add(int status, long sentNanos, long nowNanos) {
        if (status != 200) {
            firstOtherStatus = firstOtherStatus == 0 ? status : firstOtherStatus;
            return;
        }
        good++;
        if (measuring) {
            if (measured == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * measured);
            }
            nanos[measured++] = nowNanos - sentNanos;
        }
    }

    /** Requests answered with 200, from first to last. */
    long good() {
        return good;
    }

    /** 0 if every answer was 200. */
    int firstOtherStatus() {
        return firstOtherStatus;
    }

    double perSecond() {
        return measured * 1e9 / (untilNanos - fromNanos);
    }

    double millisAt(double share) {
        long[] sorted = Arrays.copyOf(nanos, measured);
        Arrays.sort(sorted);
        return measured == 0 ? Double.NaN : sorted[(int) Math.min(measured - 1, Math.floor(share * measured))] / 1e6;
    }
}
