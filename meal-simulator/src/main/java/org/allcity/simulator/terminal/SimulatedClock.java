package org.allcity.simulator.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time in the simulated city, and how long in real time until it is a given time there. */
public interface SimulatedClock {

    Instant now();

    Duration until(Instant time);

    /** Starts at {@code from} now and runs {@code speed} simulated seconds per real second. */
    static SimulatedClock running(Instant from, double speed) {
        long begun = System.nanoTime();
        return new SimulatedClock() {
            @Override
            public Instant now() {
                return from.plusNanos((long) ((System.nanoTime() - begun) * speed));
            }

            @Override
            public Duration until(Instant time) {
                return Duration.ofNanos((long) (Duration.between(now(), time).toNanos() / speed));
            }
        };
    }

    /** Real time. Read from the wall clock each time, so that a suspended machine goes on with the right time. */
    static SimulatedClock wall(Clock clock) {
        return new SimulatedClock() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public Duration until(Instant time) {
                return Duration.between(now(), time);
            }
        };
    }
}
