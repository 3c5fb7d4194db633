package org.allcity.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.allcity.counts.memory.InMemoryCountStore;
import org.junit.jupiter.api.Test;

class BoundedCountViewTest {

    @Test
    void letsOnlySoManyReadingsRunAtATime() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        StoreSwitch slow = new StoreSwitch(new InMemoryCountStore()) {
            @Override
            public SortedMap<Integer, Long> positions() {
                SortedMap<Integer, Long> positions = super.positions();
                try {
                    assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return positions;
            }
        };
        BoundedCountView bounded = new BoundedCountView(slow, 1);
        CompletableFuture<SortedMap<Integer, Long>> first = CompletableFuture.supplyAsync(bounded::positions);
        await().until(() -> slow.reads() == 1);

        assertThatThrownBy(bounded::positions).isInstanceOf(BusyException.class).hasMessageContaining("1 readings run");

        mayEnd.countDown();
        first.get(5, TimeUnit.SECONDS);
        assertThat(bounded.positions()).isEmpty();
    }
}
