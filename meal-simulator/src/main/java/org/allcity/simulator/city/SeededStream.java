package org.allcity.simulator.city;

import java.util.List;

/**
 * A stream of random numbers named by a seed and a path, such as (seed, DAY, date, point).
 * Own arithmetic (SplitMix64) because a day is planned again after a restart, possibly by a newer JVM: java.util's
 * generators promise their bits but not how they make doubles, bounded integers or Gaussians of them.
 */
public final class SeededStream {

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    private SeededStream(long state) {
        this.state = state;
    }

    public static SeededStream of(long seed, long... path) {
        long state = mix(seed + STEP);
        for (long element : path) {
            state = mix(state ^ mix(element + STEP)) + STEP;
        }
        return new SeededStream(state);
    }

    public long nextLong() {
        state += STEP;
        return mix(state);
    }

    /** From 0 up to, but not including, {@code bound}. */
    public int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** From 0 up to, but not including, 1. */
    public double unit() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    public boolean chance(double probability) {
        return unit() < probability;
    }

    public long between(long from, long to) {
        return from + (long) (unit() * (to - from));
    }

    public <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    public double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - unit()));
        return radius * StrictMath.cos(2 * StrictMath.PI * unit());
    }

    /** From 0 to 1, most often near {@code peak}. */
    public double triangular(double peak) {
        double u = unit();
        return u < peak ? StrictMath.sqrt(u * peak) : 1 - StrictMath.sqrt((1 - u) * (1 - peak));
    }

    /** How many of many independent arrivals come, when {@code mean} are expected. */
    public int poisson(double mean) {
        if (mean > 30) {
            return (int) StrictMath.max(0, StrictMath.round(mean + StrictMath.sqrt(mean) * gaussian()));
        }
        double limit = StrictMath.exp(-mean);
        int count = 0;
        for (double product = unit(); product > limit; product *= unit()) {
            count++;
        }
        return count;
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
