package org.allcity.simulator.terminal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long a terminal waits after a failure: doubling, with jitter, and never less than it was asked to. */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(200);
    static final Duration LONGEST = Duration.ofSeconds(10);
    /** An answer that asks for more than this is not believed. */
    static final Duration ASKED_MAX = Duration.ofMinutes(5);

    private static final int DOUBLINGS_MAX = 10;

    private Backoff() {
    }

    /** @param failures in a row, at least 1 */
    static Duration after(int failures, Duration asked, RandomGenerator random) {
        long own = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(DOUBLINGS_MAX, failures - 1));
        long jittered = own / 2 + random.nextLong(own / 2 + 1);
        long wanted = Math.min(asked.toMillis(), ASKED_MAX.toMillis());
        // Jitter also above what was asked, or all refused terminals would come back in one moment.
        return Duration.ofMillis(Math.max(jittered, wanted + random.nextLong(wanted / 5 + 1)));
    }
}
