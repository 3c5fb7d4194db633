package org.allcity.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BloomFilterTest {

    @Test
    void hasAllThatWereAddedAndFewOthers() {
        BloomFilter filter = new BloomFilter(1 << 16);
        long[] added = hashes(1, 4096).toArray();
        for (long hash : added) {
            filter.add(hash);
        }

        assertThat(LongStream.of(added)).allMatch(filter::mayHave);
        assertThat(hashes(2, 10_000).filter(filter::mayHave).count()).isBetween(50L, 300L);
    }

    @Test
    void isEmptyAtFirst() {
        BloomFilter filter = new BloomFilter(64);

        assertThat(hashes(3, 1000).noneMatch(filter::mayHave)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 32, 96, 1L << 33})
    void hasASizeThatIsAPowerOfTwo(long size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BloomFilter(size))
                .withMessage("size: " + size + " (expected: a power of two from 64 to 2^32)");
    }

    private static LongStream hashes(long seed, int count) {
        return new SplittableRandom(seed).longs(count);
    }
}
