package org.allcity.counts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Service day (服务日): the calendar date in Asia/Shanghai. */
public final class ServiceDay {

    /** Asia/Shanghai has kept this offset, without summer time, since 15 September 1991. */
    public static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);

    private ServiceDay() {}

    public static LocalDate of(Instant instant) {
        return LocalDate.ofInstant(instant, OFFSET);
    }
}
