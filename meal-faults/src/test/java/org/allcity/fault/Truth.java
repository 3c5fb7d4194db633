package org.allcity.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.IntSupplier;
import org.allcity.counts.DinerLedger;
import org.allcity.fault.Layout.Cell;
import org.jspecify.annotations.Nullable;

/** Compares all that Redis holds of a city with a recount of the log up to Redis's own position, in every cell and both ways. */
final class Truth implements AutoCloseable {

    private static final int TOLD_MAX = 20;

    private final String city;
    private final IntSupplier redisPort;
    private final LogReader log;
    private final Prefix prefix;
    private volatile Set<String> tampered = Set.of();

    /**
     * @param redisPort the server that holds the counts now
     * @param kafka bootstrap servers, past all proxies
     */
    Truth(String city, IntSupplier redisPort, String kafka, String topic, int partitions) {
        this.city = city;
        this.redisPort = redisPort;
        this.log = new LogReader(kafka, topic, partitions);
        this.prefix = new Prefix(log, partitions);
    }

    /**
     * The outcome of one comparison.
     *
     * @param wrong cells that differ; the first of them are told
     */
    record Verdict(long cells, long wrong, List<String> told, SortedMap<Integer, Long> positions, int facts) {}

    /** Every count of one instant. */
    Verdict compareCounts() {
        return compare(false);
    }

    /** All there is of one instant: ledgers and sets of points too. The recount is done over all facts at once, too. */
    Verdict compareAll() {
        return compare(true);
    }

    private synchronized Verdict compare(boolean all) {
        Snapshot held = Snapshot.of(redisPort.getAsInt(), city, all);
        log.readTo(held.positions());
        prefix.moveTo(held.positions());
        Differences differences = new Differences(tampered);
        differences.cells(prefix.cells(), held.cells());
        differences.strangers(held.strangers());
        if (all) {
            differences.equal("asof", prefix.asOf(), held.asOf());
            prefix.points().forEach(point -> differences.contains("points", held.points(), point));
            differences.equal("sum of diners", prefix.recountWhole(), prefix.cells());
            differences.ledgers(prefix.ledgers(held.ledgersFrom(), held.ledgers()), held.ledgers());
        }
        return new Verdict(differences.compared, differences.wrong, differences.told, held.positions(), prefix.facts());
    }

    /** Keys that a test has planted something at: they are not compared until the next call. */
    void leaveOut(Set<String> keys) {
        tampered = keys;
    }

    /** The event ids of all facts in the log now. */
    synchronized Set<String> eventIds() {
        readLog();
        Set<String> ids = new HashSet<>();
        for (int partition : log.end().keySet()) {
            log.facts(partition).forEach(logged -> ids.add(logged.fact().eventId().toString()));
        }
        return ids;
    }

    /** Reads the log to its end now: what is deleted from it later stays known here. */
    synchronized void readLog() {
        log.readTo(log.end());
    }

    /** Where the log ends now. */
    synchronized SortedMap<Integer, Long> end() {
        return log.end();
    }

    @Override
    public synchronized void close() {
        log.close();
    }

    private static final class Differences {

        private final Set<String> leftOut;
        private final List<String> told = new ArrayList<>();
        private long compared;
        private long wrong;

        private Differences(Set<String> leftOut) {
            this.leftOut = leftOut;
        }

        private void add(String difference) {
            wrong++;
            if (told.size() < TOLD_MAX) {
                told.add(difference);
            }
        }

        private void cells(Map<Cell, Long> expected, Map<Cell, String> held) {
            expected.forEach((cell, count) -> compare(cell, Long.toString(count), held.get(cell)));
            held.forEach((cell, value) -> {
                if (!expected.containsKey(cell)) {
                    compare(cell, null, value);
                }
            });
        }

        private void compare(Cell cell, @Nullable String expected, @Nullable String held) {
            if (!leftOut.contains(cell.key())) {
                compare((Object) cell, expected, held);
            }
        }

        private void strangers(Set<String> keys) {
            keys.stream().filter(key -> !leftOut.contains(key)).forEach(key -> add(key + ": a stranger"));
        }

        private void ledgers(Map<String, DinerLedger> expected, Map<String, byte[]> held) {
            Set<String> keys = new HashSet<>(expected.keySet());
            keys.addAll(held.keySet());
            for (String key : keys) {
                DinerLedger wanted = expected.get(key);
                byte[] bytes = held.get(key);
                compare(
                        key,
                        wanted,
                        wanted == null || bytes == null ? bytes : StoredLedgers.decode(wanted.diner(), bytes));
            }
        }

        private void equal(String what, Map<?, ?> expected, Map<?, ?> held) {
            Set<Object> keys = new HashSet<>(expected.keySet());
            keys.addAll(held.keySet());
            keys.forEach(key -> compare(what + " " + key, expected.get(key), held.get(key)));
        }

        private void contains(String what, Set<String> held, String wanted) {
            compared++;
            if (!held.contains(wanted)) {
                add(what + ": without " + wanted);
            }
        }

        private void compare(
                Object what,
                @Nullable Object expected,
                @Nullable Object held) {
            compared++;
            if (expected == null ? held != null : !expected.equals(held)) {
                add(what + ": " + held + " (expected: " + expected + ")");
            }
        }
    }
}
