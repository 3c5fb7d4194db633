package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.Window;
import org.junit.jupiter.api.Test;

class KnownCountsTest {

    private static final int FIELD = 1;
    private static final int HASHES_MAX = 8;

    private final KnownCounts known = new KnownCounts(HASHES_MAX);

    @Test
    void readsWhatAViewMayHaveHadBefore() {
        known.isOfNow(new TreeMap<>(Map.of(0, 7L)));

        assertThat(known.like(changes(1))).containsOnlyNulls();
    }

    @Test
    void knowsThatAnEmptyViewHasNothing() {
        known.isOfNow(new TreeMap<>());

        assertThat(known.like(changes(1))).singleElement().satisfies(hash -> assertThat(hash.size()).isZero());
    }

    @Test
    void readsWhatWasWrittenByABatchThatDidNotLookAtIt() {
        known.isOfNow(new TreeMap<>());

        known.applied(List.of(new CountBatch.Advance(0, 0, 5, 5, 0)), changes(1));

        assertThat(known.like(changes(1))).containsOnlyNulls();
        assertThat(known.like(changes(2))).doesNotContainNull();
    }

    @Test
    void readsWhatItKnewUntilThereWasTooMuch() {
        known.isOfNow(new TreeMap<>());
        for (int day = 0; day < 100; day++) {
            assertThat(known.like(changes(day))).as("day %d", day).doesNotContainNull();
            known.applied(List.of(new CountBatch.Advance(0, day, day + 1, day + 1, 0)), changes(day));
        }

        assertThat(known.like(changes(99))).singleElement().satisfies(hash -> assertThat(hash.amountOf(FIELD)).isEqualTo(1));
        for (int day = 0; day < 100 - HASHES_MAX; day++) {
            assertThat(known.like(changes(day))).as("day %d", day).containsOnlyNulls();
        }
    }

    @Test
    void forgetsThatTheViewWasEmptyTogetherWithTheRest() {
        known.isOfNow(new TreeMap<>());

        known.forget();

        assertThat(known.like(changes(1))).containsOnlyNulls();
    }

    private static CountHashes changes(int day) {
        CountHashes changes = new CountHashes();
        changes.at(false, Window.Kind.DAY, day, AreaLevel.DISTRICT, 330106).add(FIELD, 1);
        return changes;
    }
}
