package org.allcity.benchmark.generate;

/** A bijection of longs whose results look drawn at random. */
final class Mix {

    private Mix() {}

    static long of(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** Between 0 and 1, without 1. */
    static double unit(long value) {
        return (of(value) >>> 11) * 0x1p-53;
    }
}
