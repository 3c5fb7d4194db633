package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.allcity.counts.StoreDamagedException;

/** Reads whole hashes of counts in one instant, together with the positions that they are exact up to. */
final class RedisReader {

    /** Schema, pointer to the view, log, positions. */
    private static final int FIXED_KEYS = 4;

    private final Script script;

    RedisReader(RedisCalls calls) {
        this.script = new Script("read.lua", calls);
    }

    /**
     * What a view held in one instant.
     *
     * @param schema version of its layout; empty when nothing is stored, or it is not live
     * @param log the log that it is a view of; empty when nothing is stored
     * @param setSizes sizes of the sets, in the order asked for
     * @param hashes contents of the hashes, in the order asked for; empty for one that is not there
     */
    record Read(
            String schema,
            String log,
            SortedMap<Integer, Long> positions,
            List<Long> setSizes,
            List<Map<String, Long>> hashes) {}

    /**
     * Reads of one view.
     *
     * @param keys of the view, by which the sets and hashes were named
     * @throws ViewSupersededException when another has taken its place
     */
    Read read(RedisKeys keys, List<String> sets, List<String> hashes) throws ViewSupersededException {
        List<String> asked = Stream.of(List.of(keys.schema(), keys.pointer(), keys.log(), keys.positions()), sets, hashes)
                .flatMap(List::stream)
                .toList();
        List<String> answer = script.run(
                Script.bytes(asked.toArray(String[]::new)),
                Script.bytes(Long.toString(keys.number()), keys.isLive() ? "live" : "building", Integer.toString(sets.size())));
        if (answer.get(0).equals("SUPERSEDED")) {
            throw new ViewSupersededException(keys, answer.get(1));
        }
        if (!answer.get(0).equals("READ")) {
            throw new StoreDamagedException(RedisCalls.oneLine(answer.get(1)));
        }
        List<String> held = answer.subList(1, answer.size());
        checkWhole(keys, held);
        String log = held.get(2);
        SortedMap<Integer, Long> positions = positions(keys.positions(), held.get(3));
        int firstHash = FIXED_KEYS + sets.size();
        List<Long> sizes = held.subList(FIXED_KEYS, firstHash).stream().map(Long::valueOf).toList();
        List<Map<String, Long>> contents = new ArrayList<>(hashes.size());
        for (int i = firstHash; i < asked.size(); i++) {
            contents.add(hash(asked.get(i), held.get(i)));
        }
        return new Read(held.get(0), log, positions, sizes, contents);
    }

    /** @param joined the hash of positions that a key holds, as {@link #hash} takes it */
    static SortedMap<Integer, Long> positions(String key, String joined) {
        SortedMap<Integer, Long> positions = new TreeMap<>();
        hash(key, joined).forEach((partition, next) -> {
            long number = number(key, partition);
            if (number > Integer.MAX_VALUE) {
                throw new StoreDamagedException(key + ": " + number + " (expected: a partition)");
            }
            positions.put((int) number, next);
        });
        return positions;
    }

    /**
     * The first batch of a live view writes schema, pointer, log and positions; that of one being built, log and positions. None of
     * them is ever there without the others.
     */
    private static void checkWhole(RedisKeys keys, List<String> held) {
        String schema = held.get(0);
        if (keys.isLive()
                && !schema.isEmpty()
                && !schema.equals(RedisKeys.SCHEMA_VERSION)
                && !schema.equals(RedisKeys.SCHEMA_VERSION_BEFORE)) {
            throw unknownSchema(keys, schema);
        }
        List<String> whole = List.of(keys.schema(), keys.pointer(), keys.log(), keys.positions())
                .subList(keys.isLive() ? 0 : 2, FIXED_KEYS);
        List<String> missing = whole.stream()
                .filter(key -> held.get(FIXED_KEYS - whole.size() + whole.indexOf(key)).isEmpty())
                .toList();
        if (!missing.isEmpty() && missing.size() < whole.size()) {
            throw new StoreDamagedException(
                    missing.get(0) + ": missing (expected: all of " + String.join(", ", whole) + ", or none)");
        }
    }

    static StoreDamagedException unknownSchema(RedisKeys keys, String stored) {
        return new StoreDamagedException(keys.schema() + ": " + RedisCalls.oneLine(stored) + " (expected: " + RedisKeys.SCHEMA_VERSION
                + ", the key layout of this version; run the version that wrote it, or rebuild the counts)");
    }

    private static Map<String, Long> hash(String key, String joined) {
        if (joined.isEmpty()) {
            return Map.of();
        }
        String[] words = joined.split(" ", -1);
        if (words.length % 2 != 0) {
            throw new StoreDamagedException(key + ": " + RedisCalls.oneLine(joined) + " (expected: fields and numbers without spaces)");
        }
        Map<String, Long> hash = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            hash.put(words[i], number(key, words[i + 1]));
        }
        return hash;
    }

    /** A number that a key holds; nothing that is counted can be negative. */
    static long number(String key, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && text.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with the key.
        }
        throw new StoreDamagedException(key + ": " + RedisCalls.oneLine(text) + " (expected: a number)");
    }
}
