package org.allcity.counts.redis;

import java.util.List;
import org.allcity.counts.StoreUnavailableException;

/** Follows the live view: whoever reads goes over to the next one, and no reading is of two. */
final class LiveView {

    private static final int ATTEMPTS_MAX = 10;

    private final RedisReader reader;
    private volatile RedisKeys lastKnown;

    LiveView(RedisReader reader, RedisKeys keys) {
        this.reader = reader;
        this.lastKnown = keys;
    }

    /** Something that is read of one view, and checked against the pointer by the script that reads it. */
    interface OfOneView<T> {
        T read(RedisKeys keys) throws ViewSupersededException;
    }

    <T> T read(OfOneView<T> reading) {
        ViewSupersededException last = null;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try {
                return reading.read(lastKnown);
            } catch (ViewSupersededException e) {
                lastKnown = e.live();
                last = e;
            }
        }
        throw new StoreUnavailableException("Redis: the live view changed during each of " + ATTEMPTS_MAX + " readings", last);
    }

    /** The keys of the view that is live now. */
    RedisKeys keys() {
        return read(keys -> {
            reader.read(keys, List.of(), List.of());
            return keys;
        });
    }
}
