package org.allcity.aggregator.ops;

import java.util.UUID;

/** The diners of a partition whose facts are in memory together; diners are shared out by a hash of their ids. */
record Slice(int partition, int number, int slices) {

    boolean contains(UUID diner) {
        long mixed = (diner.getMostSignificantBits() ^ diner.getLeastSignificantBits()) * 0x9E3779B97F4A7C15L;
        return Math.floorMod(mixed >>> 32, slices) == number;
    }
}
