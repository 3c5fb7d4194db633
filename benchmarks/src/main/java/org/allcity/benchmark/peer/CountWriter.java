package org.allcity.benchmark.peer;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.redis.RedisConnection;

/** Appends counts to a pipeline, and lists each point once for each month and year that it is first met in. */
public final class CountWriter {

    private static final byte[] HINCRBY = "HINCRBY".getBytes(StandardCharsets.US_ASCII);
    private static final int FLUSH_BYTES = 1 << 16;

    private final RedisConnection redis;
    private final Set<Long> listed = new HashSet<>();
    private long lastDayListed;

    public CountWriter(RedisConnection redis) {
        this.redis = redis;
    }

    /** Appends an increment for each sum that is not zero. */
    public void increment(CellSums sums) {
        long scope = 0;
        byte[] key = {};
        for (long cell : sums.sortedCells()) {
            int sum = sums.get(cell);
            if (sum == 0) {
                continue;
            }
            if (Cells.scopeOf(cell) != scope) {
                scope = Cells.scopeOf(cell);
                key = Cells.key(Settings.PREFIX, scope).getBytes(StandardCharsets.US_ASCII);
                list(scope);
            }
            redis.command(4).argument(HINCRBY).argument(key).argument(Cells.fieldName(scope, Cells.fieldOf(cell))).argument(sum);
            if (redis.buffered() > FLUSH_BYTES) {
                redis.flush();
            }
        }
    }

    /** Lists the point of a scope, if it is one and was not listed by this writer. */
    public void list(long scope) {
        int window = Cells.window(scope);
        if (window == Cells.CURVE || !Place.isPoint(Cells.area(scope)) || scope == lastDayListed) {
            return;
        }
        lastDayListed = scope;
        int date = window == Cells.DAY ? org.allcity.benchmark.event.ServiceDays.month(Cells.date(scope)) : Cells.date(scope);
        long list = Cells.scope(window == Cells.YEAR ? Cells.YEAR : Cells.MONTH, date, Cells.area(scope));
        if (listed.add(list)) {
            redis.command("SADD", Cells.pointsKey(Settings.PREFIX, list), Place.path(Cells.area(scope)));
        }
    }
}
