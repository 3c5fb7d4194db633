package org.allcity.fault;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.fault.Layout.Cell;

/**
 * All that Redis held of a city in one instant, read by one script of our own.
 *
 * @param log identity of the log; empty when nothing is stored
 * @param ledgersFrom by partition, the position before which every ledger knows all records
 * @param cells fields of the hashes of counts
 * @param points members of the sets of points, as {@code <set> <path>}
 * @param ledgers by key; empty unless asked for
 * @param strangers keys of a name or type that the layout does not know
 */
record Snapshot(
        String log,
        SortedMap<Integer, Long> positions,
        Map<Integer, Long> ledgersFrom,
        Map<Integer, Long> asOf,
        Map<Cell, String> cells,
        Set<String> points,
        Map<String, byte[]> ledgers,
        Set<String> strangers) {

    /** Under KEYS alone of a city; the pointer and the version stand above the views. */
    private static final String READ_ALL =
            """
            local city = ARGV[1]
            local view = redis.call('GET', city .. 'view')
            local prefix = view and (city .. view .. ':') or city
            local all = {}
            for _, key in ipairs(redis.call('KEYS', prefix .. '*')) do
              local name = string.sub(key, #prefix + 1)
              if name ~= 'schema' and name ~= 'view' then
                local type = redis.call('TYPE', key).ok
                local ledger = string.find(name, '^diner:') or string.find(name, '^order:')
                if type == 'hash' then
                  all[#all + 1] = {name, type, redis.call('HGETALL', key)}
                elseif type == 'set' then
                  all[#all + 1] = {name, type, redis.call('SMEMBERS', key)}
                elseif type ~= 'string' then
                  all[#all + 1] = {name, type, {}}
                elseif not ledger or ARGV[2] == '1' then
                  all[#all + 1] = {name, type, {redis.call('GET', key)}}
                end
              end
            end
            return all
            """;

    /** Reads it from the server itself, past every proxy. */
    static Snapshot of(int port, String city, boolean withLedgers) {
        try (StatefulRedisConnection<byte[], byte[]> connection = RedisClients.bytes(port)) {
            List<List<Object>> all = connection.sync().eval(
                    READ_ALL,
                    ScriptOutputType.MULTI,
                    new byte[0][],
                    bytes("{" + city + "}:"),
                    bytes(withLedgers ? "1" : "0"));
            return of(all);
        }
    }

    /** The positions alone. */
    static SortedMap<Integer, Long> positions(int port, String city) {
        try (StatefulRedisConnection<String, String> connection = RedisClients.text(port)) {
            SortedMap<Integer, Long> positions = new TreeMap<>();
            connection.sync().hgetall(prefix(connection, city) + Layout.POSITIONS)
                    .forEach((partition, next) -> positions.put(Integer.valueOf(partition), Long.valueOf(next)));
            return positions;
        }
    }

    /** What the names of a city's keys begin with now. */
    static String prefix(int port, String city) {
        try (StatefulRedisConnection<String, String> connection = RedisClients.text(port)) {
            return prefix(connection, city);
        }
    }

    private static String prefix(StatefulRedisConnection<String, String> connection, String city) {
        String prefix = "{" + city + "}:";
        String view = connection.sync().get(prefix + "view");
        return view == null ? prefix : prefix + view + ":";
    }

    @SuppressWarnings("unchecked")
    private static Snapshot of(List<List<Object>> all) {
        Snapshot snapshot = new Snapshot(
                "", new TreeMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashSet<>(), new HashMap<>(), new HashSet<>());
        String log = "";
        for (List<Object> one : all) {
            String name = text(one.get(0));
            List<byte[]> held = (List<byte[]>) (List<?>) one.get(2);
            String type = text(one.get(1));
            if (type.equals("string") && name.equals(Layout.LOG)) {
                log = text(held.get(0));
            } else {
                snapshot.take(name, type, held);
            }
        }
        return new Snapshot(
                log,
                snapshot.positions,
                // Of layout 1, which has none: ledgers are as new as counts.
                snapshot.ledgersFrom.isEmpty() ? snapshot.positions : snapshot.ledgersFrom,
                snapshot.asOf,
                snapshot.cells,
                snapshot.points,
                snapshot.ledgers,
                snapshot.strangers);
    }

    private void take(String name, String type, List<byte[]> held) {
        if (type.equals("string") && Layout.isLedger(name)) {
            ledgers.put(name, held.get(0));
        } else if (type.equals("set") && name.startsWith(Layout.POINTS)) {
            held.forEach(member -> points.add(name + " " + text(member)));
        } else if (type.equals("hash")) {
            for (int i = 0; i < held.size(); i += 2) {
                takeField(name, text(held.get(i)), text(held.get(i + 1)));
            }
        } else {
            strangers.add(name);
        }
    }

    private void takeField(String name, String field, String value) {
        switch (name) {
            case Layout.POSITIONS -> positions.put(Integer.valueOf(field), Long.valueOf(value));
            case Layout.LEDGERS_FROM -> ledgersFrom.put(Integer.valueOf(field), Long.valueOf(value));
            case Layout.AS_OF -> asOf.put(Integer.valueOf(field), Long.valueOf(value));
            default -> cells.put(new Cell(name, field), value);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }
}
