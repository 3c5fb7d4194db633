package org.allcity.benchmark.harness;

import java.util.Arrays;

/** Delays in nanoseconds, and how they are spread. For several threads. */
final class Delays {

    private long[] nanos = new long[4096];
    private int size;

    synchronized void add(long delayNanos) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = delayNanos;
    }

    synchronized int size() {
        return size;
    }

    /** In milliseconds, for people. */
    synchronized String percentiles() {
        Arrays.sort(nanos, 0, size);
        return size == 0 ? "none" : "p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f".formatted(millis(0.5), millis(0.99), millis(0.999), millis(1));
    }

    private double millis(double share) {
        return nanos[Math.min(size - 1, (int) (size * share))] / 1e6;
    }
}
