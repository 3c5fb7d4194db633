package org.allcity.benchmark.harness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.expect.ExpectedFile;
import org.allcity.benchmark.redis.RedisConnection;

/**
 * Sees when the last count stands in Redis, the same way for every contender and without the help of any: every 50 ms the city's
 * persons of the last days; once they are right, all hashes that the last records of each partition count in.
 */
final class EndWatch {

    private static final int POLL_MILLIS = 50;
    private static final int LAST_WRITES_MILLIS = 1_000;
    /** Of 18 million events two each. */
    private static final int PARTS = 9;

    private final Map<Long, Map<Integer, Integer>> city = new HashMap<>();
    private final Map<Long, Map<Integer, Integer>> all = new HashMap<>();
    private final Map<Integer, Integer> personsByDay = new java.util.TreeMap<>();
    private final List<Integer> days;
    private final long events;

    /**
     * When it was over.
     *
     * @param atMillis the moment at which the last count was seen, or at which anything was seen to change last
     * @param complete whether all that was watched is as it must be
     * @param partsAtMillis when each ninth of the days but the last was seen to be counted
     */
    record End(long atMillis, boolean complete, List<Long> partsAtMillis) {}

    EndWatch(ExpectedFile expected) {
        ExpectedFile.Rest rest = expected.read((scope, fields, counts, n) -> {});
        expected.read((scope, fields, counts, n) -> {
            if (Cells.window(scope) == Cells.DAY && Cells.area(scope) == 0) {
                personsByDay.put(Cells.date(scope), counts[0]);
            }
            if (rest.watched().contains(scope)) {
                Map<Integer, Integer> cells = new HashMap<>();
                for (int i = 0; i < n; i++) {
                    cells.put(fields[i], counts[i]);
                }
                all.put(scope, cells);
            }
        });
        all.forEach((scope, cells) -> {
            if (Cells.area(scope) == 0) {
                city.put(scope, cells);
            }
        });
        this.days = List.copyOf(personsByDay.keySet());
        this.events = rest.events();
    }

    long events() {
        return events;
    }

    /** Waits until this share of the days, in percent, has its persons. */
    void awaitProgress(RedisConnection redis, int percent, ChildProcess process) {
        int day = days.get(days.size() * percent / 100);
        while (!isReached(redis, day)) {
            process.expectAlive();
            Waits.pause(POLL_MILLIS);
        }
    }

    private boolean isReached(RedisConnection redis, int day) {
        return persons(redis, Cells.scope(Cells.DAY, day, 0)) * 2 >= personsByDay.getOrDefault(day, 0);
    }

    private static long persons(RedisConnection redis, long scope) {
        long[] persons = new long[1];
        redis.command("HGETALL", Cells.key(DataSet.PREFIX, scope));
        redis.flush();
        redis.readHash((name, length, value) -> persons[0] += Cells.field(name, length) == Cells.PERSONS ? value : 0);
        return persons[0];
    }

    /**
     * Waits for the end.
     *
     * @param idleSeconds gives up when nothing has changed for so long
     */
    End await(RedisConnection redis, ChildProcess process, int idleSeconds) {
        long lastChange = System.currentTimeMillis();
        long lastSeen = -1;
        List<Long> parts = new ArrayList<>();
        while (true) {
            long now = System.currentTimeMillis();
            process.expectAlive();
            while (parts.size() < PARTS - 1 && isReached(redis, days.get(days.size() * (parts.size() + 1) / PARTS))) {
                parts.add(now);
            }
            if (holds(redis, city) && holds(redis, all)) {
                return new End(now, true, parts);
            }
            long seen = 0;
            for (long scope : city.keySet()) {
                seen = seen * 31 + persons(redis, scope);
            }
            Object keys = redis.call("DBSIZE");
            seen = seen * 31 + (keys instanceof Long count ? count : 0);
            if (seen != lastSeen) {
                lastSeen = seen;
                lastChange = now;
            } else if (now - lastChange > idleSeconds * 1000L) {
                return new End(lastChange, false, parts);
            }
            Waits.pause(POLL_MILLIS);
        }
    }

    /** Before a contender is ended: what it adds up for a tenth of a second may still be on its way to counts that are not watched. */
    static void awaitLastWrites() {
        Waits.pause(LAST_WRITES_MILLIS);
    }

    private static boolean holds(RedisConnection redis, Map<Long, Map<Integer, Integer>> wanted) {
        boolean[] holds = {true};
        wanted.forEach((scope, cells) -> redis.command("HGETALL", Cells.key(DataSet.PREFIX, scope)));
        redis.flush();
        wanted.forEach((scope, cells) -> {
            int[] right = {0};
            redis.readHash((name, length, value) -> {
                int field = Cells.field(name, length);
                right[0] += value != 0 && cells.getOrDefault(field, 0) == value ? 1 : 0;
                holds[0] &= cells.getOrDefault(field, 0) == value;
            });
            holds[0] &= right[0] == cells.size();
        });
        return holds[0];
    }
}
