package org.allcity.counts.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.audit.AuditedView;
import org.allcity.counts.audit.CellNames;
import org.allcity.counts.audit.ViewReplacedException;

/** Goes through a view's keys by SCAN, and reads some of them at a time by a script that tells their positions. */
final class RedisAuditedView implements AuditedView {

    /** Names that one SCAN looks at, and keys that one script reads: about a millisecond of Redis's time each. */
    private static final int SCANNED_AT_ONCE = 1_000;

    private static final int HASHES_AT_ONCE = 50;
    private static final int LEDGERS_AT_ONCE = 200;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final Script audit;

    RedisAuditedView(RedisCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
        this.audit = new Script("audit.lua", calls);
    }

    @Override
    public CellNames names() {
        return keys;
    }

    /** What the script read; contents start with their type. */
    private record Read(Standing standing, List<List<byte[]>> contents) {}

    private Read read(List<String> asked) throws ViewReplacedException {
        List<Object> answer = audit.runNested(
                Script.bytes(Stream.concat(Stream.of(keys.pointer(), keys.log(), keys.positions()), asked.stream())
                        .toArray(String[]::new)),
                Script.bytes(Long.toString(keys.number())));
        if (text(answer.get(0)).equals("SUPERSEDED")) {
            throw new ViewReplacedException(keys.pointer() + ": " + RedisCalls.oneLine(text(answer.get(1))) + " (expected: "
                    + keys.number() + ", the view that is gone through)");
        }
        List<String> positions = bytes(answer.get(2)).stream().map(RedisKeys::text).toList();
        List<List<byte[]>> contents = new ArrayList<>(asked.size());
        for (Object one : answer.subList(3, answer.size())) {
            contents.add(bytes(one));
        }
        SortedMap<Integer, Long> byPartition = RedisReader.positions(keys.positions(), String.join(" ", positions));
        return new Read(new Standing(text(answer.get(1)), byPartition), contents);
    }

    private static String text(Object answer) {
        return RedisKeys.text((byte[]) answer);
    }

    private static List<byte[]> bytes(Object answer) {
        List<byte[]> all = new ArrayList<>();
        ((List<?>) answer).forEach(one -> all.add((byte[]) one));
        return all;
    }

    @Override
    public Standing standing() throws ViewReplacedException {
        return read(List.of()).standing();
    }

    @Override
    public void scan(Predicate<String> wanted, Consumer<HeldCounts> counts, Consumer<DinerId> ledgers) throws ViewReplacedException {
        List<String> pending = new ArrayList<>();
        ScanArgs some = ScanArgs.Builder.matches(keys.patternOfView()).limit(SCANNED_AT_ONCE);
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> found = calls.await("SCAN", calls.commands().scan(cursor, some));
            for (byte[] name : found.getKeys()) {
                String key = RedisKeys.text(name);
                switch (keys.kind(key)) {
                    case LEDGER -> {
                        DinerId diner = keys.diner(key);
                        if (diner == null) {
                            pending.add(key);
                        } else {
                            ledgers.accept(diner);
                        }
                    }
                    case COUNTS, POINTS, UNKNOWN -> {
                        if (wanted.test(key)) {
                            pending.add(key);
                        }
                    }
                    case STANDING -> {
                        // Comes with each reading.
                    }
                }
            }
            while (pending.size() >= HASHES_AT_ONCE) {
                counts.accept(heldCounts(pending.subList(0, HASHES_AT_ONCE)));
                pending.subList(0, HASHES_AT_ONCE).clear();
            }
            cursor = found;
        } while (!cursor.isFinished());
        // Also when nothing is left: it tells the positions at the end of the scan.
        counts.accept(heldCounts(pending));
    }

    @Override
    public List<HeldCounts> counts(Collection<String> all) throws ViewReplacedException {
        List<HeldCounts> held = new ArrayList<>();
        for (List<String> some : ApplyCall.chunks(all, HASHES_AT_ONCE)) {
            held.add(heldCounts(some));
        }
        return held;
    }

    private HeldCounts heldCounts(List<String> asked) throws ViewReplacedException {
        Read read = read(asked);
        HeldCounts held = new HeldCounts(read.standing().positions(), new HashMap<>(), new HashMap<>(), new ArrayList<>());
        for (int i = 0; i < asked.size(); i++) {
            String key = asked.get(i);
            List<byte[]> contents = read.contents().get(i);
            String type = RedisKeys.text(contents.get(0));
            String expected = switch (keys.kind(key)) {
                case COUNTS -> "hash";
                case POINTS -> "set";
                case LEDGER, STANDING, UNKNOWN -> "none";
            };
            if (type.equals("none")) {
                held.counts().put(key, Map.of());
            } else if (!type.equals(expected)) {
                held.strays().add(key + ": found a " + type + ", expected " + (expected.equals("none") ? "no such key" : "a " + expected));
            } else if (type.equals("set")) {
                Set<String> members = new HashSet<>();
                contents.subList(1, contents.size()).forEach(member -> members.add(RedisKeys.text(member)));
                held.points().put(key, members);
            } else {
                held.counts().put(key, counts(key, contents, held.strays()));
            }
        }
        return held;
    }

    private static Map<String, Long> counts(String key, List<byte[]> contents, List<String> strays) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 1; i < contents.size(); i += 2) {
            String field = RedisKeys.text(contents.get(i));
            String value = RedisKeys.text(contents.get(i + 1));
            try {
                counts.put(RedisKeys.sharedField(field), RedisReader.number(key, value));
            } catch (StoreDamagedException e) {
                strays.add(key + " " + RedisCalls.oneLine(field) + ": found " + RedisCalls.oneLine(value) + ", expected a number");
            }
        }
        return counts;
    }

    @Override
    public List<HeldLedgers> ledgers(Collection<DinerId> diners) throws ViewReplacedException {
        List<HeldLedgers> held = new ArrayList<>();
        for (List<DinerId> some : ApplyCall.chunks(diners, LEDGERS_AT_ONCE)) {
            held.add(heldLedgers(some));
        }
        return held;
    }

    private HeldLedgers heldLedgers(List<DinerId> asked) throws ViewReplacedException {
        List<String> names = asked.stream().map(keys::ledger).toList();
        Read read = read(Stream.concat(names.stream(), Stream.of(keys.ledgersFrom())).toList());
        Map<DinerId, DinerLedger> ledgers = new LinkedHashMap<>();
        Map<DinerId, String> strays = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            DinerId diner = asked.get(i);
            List<byte[]> contents = read.contents().get(i);
            String type = RedisKeys.text(contents.get(0));
            if (type.equals("string")) {
                try {
                    ledgers.put(diner, LedgerCodec.decode(names.get(i), diner, contents.get(1)));
                } catch (StoreDamagedException e) {
                    strays.put(diner, String.valueOf(e.getMessage()));
                }
            } else if (!type.equals("none")) {
                strays.put(diner, names.get(i) + ": found a " + type + ", expected a ledger");
            }
        }
        return new HeldLedgers(
                read.standing().positions(), ledgersFrom(read.contents().get(asked.size())), asked, ledgers, strays);
    }

    private SortedMap<Integer, Long> ledgersFrom(List<byte[]> contents) {
        String type = RedisKeys.text(contents.get(0));
        if (!type.equals("hash") && !type.equals("none")) {
            throw new StoreDamagedException(keys.ledgersFrom() + ": a " + type + " (expected: a hash)");
        }
        String joined = String.join(" ", contents.stream().skip(1).map(RedisKeys::text).toList());
        return RedisReader.positions(keys.ledgersFrom(), joined);
    }
}
