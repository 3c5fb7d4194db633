package org.allcity.simulator.terminal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.allcity.simulator.city.City;

/** Told twice a second how far the terminals are, on their own thread: it must return quickly. */
@FunctionalInterface
public interface Progress {

    void at(Snapshot snapshot);

    /**
     * Counts are of events since the fleet began; {@code posted} counts every sending, so
     * posted = acknowledged for the first time + repeated + on the way.
     *
     * @param time         in the simulated city
     * @param acknowledged stored or rejected by ingest
     * @param backlog      due, but not acknowledged
     * @param retries      requests that had to be sent again, deliberately cut ones included
     */
    record Snapshot(LocalDate day, Instant time, long posted, long acknowledged, long rejected, long backlog,
            long retries) {

        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm").withZone(City.ZONE);

        public String line() {
            return "%s %s · posted %,d · acknowledged %,d · waiting in outboxes %,d · rejected %,d · retries %,d"
                    .formatted(day, TIME.format(time), posted, acknowledged, backlog, rejected, retries);
        }
    }
}
