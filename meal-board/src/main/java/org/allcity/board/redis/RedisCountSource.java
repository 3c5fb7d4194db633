package org.allcity.board.redis;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountView;
import org.allcity.counts.Reading;
import org.allcity.counts.Window;
import org.allcity.counts.redis.RedisCounts;
import org.jspecify.annotations.Nullable;

/** Connects with the first reading rather than at start-up: the board starts without Redis, and answers once Redis is there. */
final class RedisCountSource implements CountView {

    private final Supplier<RedisCounts> connect;
    private @Nullable RedisCounts connected;

    RedisCountSource(Supplier<RedisCounts> connect) {
        this.connect = connect;
    }

    @Override
    public Reading<MealCell> meals(LocalDate from, LocalDate to, String areaCode, AreaLevel detail) {
        return view().meals(from, to, areaCode, detail);
    }

    @Override
    public Reading<PersonCell> persons(Window window, String areaCode, AreaLevel detail) {
        return view().persons(window, areaCode, detail);
    }

    @Override
    public Reading<CurveCell> curve(LocalDate day) {
        return view().curve(day);
    }

    @Override
    public SortedMap<Integer, Long> positions() {
        return view().positions();
    }

    /** Lettuce reconnects by itself once there was a connection, and the client closes it when its owner stops it. */
    private synchronized CountView view() {
        RedisCounts counts = connected;
        if (counts == null) {
            counts = connect.get();
            connected = counts;
        }
        return counts.view();
    }
}
