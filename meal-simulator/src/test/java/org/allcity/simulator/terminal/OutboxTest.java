package org.allcity.simulator.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import org.allcity.simulator.city.City;
import org.allcity.simulator.day.DayPlan;
import org.allcity.simulator.day.PlannedEvent;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final City CITY = City.of(7, 3);
    private static final List<PlannedEvent> EVENTS = DayPlan.of(CITY, LocalDate.of(2026, 3, 10)).events();
    private static final Instant LATER = Instant.ofEpochMilli(EVENTS.get(EVENTS.size() - 1).due());

    private final Outbox outbox = new Outbox(CITY.terminals().get(0), "token");

    private void plan(PlannedEvent event, int times) {
        DayRun run = new DayRun(LocalDate.EPOCH, Collections.nCopies(times, event));
        for (int i = 0; i < times; i++) {
            outbox.plan(new Entry(event, run));
        }
    }

    @Test
    void holdsNoMoreThanItsCapacityAndLosesNothing() {
        plan(EVENTS.get(0), Outbox.CAPACITY + 1);

        assertThat(outbox.release(LATER)).isEqualTo(Outbox.CAPACITY);
        assertThat(outbox.release(LATER)).isZero();
        assertThat(outbox.takeBatch()).hasSize(Mischief.BATCH_MAX);
        assertThat(outbox.release(LATER)).isEqualTo(1);
    }

    @Test
    void takesInWhatIsDueAndNothingElse() {
        plan(EVENTS.get(1), 1);
        long due = EVENTS.get(1).due();

        assertThat(outbox.release(Instant.ofEpochMilli(due - 1))).isZero();
        assertThat(outbox.nextDue()).isEqualTo(Instant.ofEpochMilli(due));
        assertThat(outbox.release(Instant.ofEpochMilli(due))).isEqualTo(1);
        assertThat(outbox.nextDue()).isNull();
    }

    @Test
    void whatIsPutBackIsNextAgainInTheSameOrder() {
        EVENTS.subList(0, 5).forEach(event -> plan(event, 1));
        outbox.release(LATER);

        List<Entry> batch = outbox.takeBatch();
        assertThat(outbox.hasWaiting()).isFalse();
        outbox.putBack(batch);

        assertThat(outbox.takeBatch()).isEqualTo(batch);
    }
}
