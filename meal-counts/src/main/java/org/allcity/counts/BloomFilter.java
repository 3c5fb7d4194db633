package org.allcity.counts;

/**
 * A set of hashes that may take one for its own that was never added, but never misses one that was. Two bits for each: with an eighth of them
 * set, one stranger in sixty is taken for its own. Not for several threads.
 */
public final class BloomFilter {

    /** From this bit on a hash is used for its second bit. */
    private static final int SECOND = 32;

    private final long[] bits;

    /** @param size in bits, a power of two from 64 to 2^32 */
    public BloomFilter(long size) {
        if (size < Long.SIZE || size > 1L << SECOND || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("size: " + size + " (expected: a power of two from 64 to 2^32)");
        }
        bits = new long[(int) (size / Long.SIZE)];
    }

    /** @param hash of which all bits are mixed */
    public void add(long hash) {
        set(hash);
        set(hash >>> SECOND);
    }

    public boolean mayHave(long hash) {
        return isSet(hash) && isSet(hash >>> SECOND);
    }

    private void set(long number) {
        bits[word(number)] |= 1L << number;
    }

    private boolean isSet(long number) {
        return (bits[word(number)] & 1L << number) != 0;
    }

    private int word(long number) {
        return (int) ((number & 0xffff_ffffL) >>> 6) & bits.length - 1;
    }
}
