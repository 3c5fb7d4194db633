package org.allcity.aggregator.ops;

import java.time.Duration;

/** How hard to work beside others. */
interface Pace {

    /** As fast as it goes. */
    Pace FULL = worked -> {};

    /** A quarter of the time. */
    Pace QUARTER = worked -> {
        try {
            Thread.sleep(worked.multipliedBy(3).toMillis());
        } catch (InterruptedException e) {
            // Kafka's client sees it with the next poll.
            Thread.currentThread().interrupt();
        }
    };

    void restAfter(Duration worked);
}
