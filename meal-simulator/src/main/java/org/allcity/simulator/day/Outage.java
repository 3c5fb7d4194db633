package org.allcity.simulator.day;

import java.time.Duration;
import java.time.LocalDate;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.SeededStream;
import org.allcity.simulator.city.Terminal;

/**
 * The hours of a day in which a terminal cannot send: its line is down (it keeps what it captures and sends it after),
 * or it is out of order and staff write on paper, which is typed in when it works again.
 *
 * @param from,to milliseconds since 1970; equal when there is no outage
 */
public record Outage(Capture capture, long from, long to) {

    static final double OFFLINE_SHARE = 0.03;
    static final double PAPER_SHARE = 0.006;

    private static final int OUTAGES = 0xB1;
    private static final Duration LATEST_END = Duration.ofHours(20);
    private static final Duration TYPING = Duration.ofMinutes(20);

    public static Outage of(City city, Terminal terminal, LocalDate day) {
        SeededStream stream = SeededStream.of(city.seed(), OUTAGES, day.toEpochDay(), terminal.index());
        double u = stream.unit();
        long midnight = DayTimes.midnight(day);
        if (u >= OFFLINE_SHARE + PAPER_SHARE) {
            return new Outage(Capture.LIVE, midnight, midnight);
        }
        boolean offline = u < OFFLINE_SHARE;
        long from = midnight + stream.between(Duration.ofHours(7).toMillis(), Duration.ofHours(16).toMillis());
        long length = offline ? stream.between(Duration.ofHours(1).toMillis(), Duration.ofHours(5).toMillis())
                : stream.between(Duration.ofMinutes(45).toMillis(), Duration.ofMinutes(150).toMillis());
        return new Outage(offline ? Capture.OFFLINE : Capture.PAPER, from,
                Math.min(from + length, midnight + LATEST_END.toMillis()));
    }

    boolean covers(long time) {
        return from <= time && time < to;
    }

    /** When a fact of {@code time} can be sent: after the outage, what is on paper over the next twenty minutes. */
    long sendableAt(long time, SeededStream stream) {
        if (!covers(time)) {
            return time;
        }
        return to + (capture == Capture.PAPER ? stream.between(0, TYPING.toMillis()) : 0);
    }
}
