package org.allcity.benchmark.generate;

import java.util.Comparator;

/** One event of the workload, with all that ingest would store of it. */
final class PlannedEvent {

    static final Comparator<PlannedEvent> BY_ARRIVAL =
            Comparator.comparingLong((PlannedEvent event) -> event.arrival).thenComparingLong(event -> event.number);

    final PlannedOrder order;
    /** Names the event: a repeat has the number of what it repeats. */
    final long number;
    final int kind;
    final long occurredAt;
    final long receivedAt;
    /** When it reaches the log: like receivedAt, but for what two instances of ingest do to the order. */
    final long arrival;

    PlannedEvent(PlannedOrder order, long number, int kind, long occurredAt, long receivedAt, long arrival) {
        this.order = order;
        this.number = number;
        this.kind = kind;
        this.occurredAt = occurredAt;
        this.receivedAt = receivedAt;
        this.arrival = arrival;
    }
}
