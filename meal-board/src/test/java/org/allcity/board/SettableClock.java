package org.allcity.board;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.allcity.counts.ServiceDay;

/** Stands where it is set: at first at 12:00 in Hangzhou on the example's day. */
public final class SettableClock extends Clock {

    private volatile Instant now = CityOfFacts.DAY.atTime(LocalTime.NOON).toInstant(ServiceDay.OFFSET);

    public void set(Instant instant) {
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the board takes instants only");
    }
}
