package org.allcity.benchmark.expect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.redis.RedisConnection;

/** Compares every count in Redis with the expected ones, both ways: each that is expected, and each that is there. */
public final class Verifier {

    private static final int SCOPES_AT_ONCE = 1_000;

    private final RedisConnection redis;
    private final String prefix;
    private long compared;
    private long missing;
    private long tooFew;
    private long tooMany;
    private String first = "";
    private long[] keys = new long[1 << 16];
    private int keyCount;

    /**
     * What came of it.
     *
     * @param compared counts that are expected, and those that are there and are not
     * @param missing expected and not there
     * @param tooFew lower than expected
     * @param tooMany higher than expected, or there and not expected
     * @param first one that is wrong, or empty
     */
    public record Outcome(long compared, long missing, long tooFew, long tooMany, String first) {

        public boolean isExact() {
            return compared > 0 && missing + tooFew + tooMany == 0;
        }

        @Override
        public String toString() {
            return "%s: compared %,d, wrong %,d (missing %,d, too few %,d, too many %,d)%s".formatted(
                    isExact() ? "EXACT" : "WRONG", compared, missing + tooFew + tooMany, missing, tooFew, tooMany,
                    first.isEmpty() ? "" : ", first " + first);
        }
    }

    /** @param prefix what all keys of the view begin with, as <code>{330100}:1:</code> */
    public Verifier(RedisConnection redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    public Outcome compare(ExpectedFile expected) {
        List<Expected> scopes = new ArrayList<>();
        Map<Long, List<Expected>> curves = new HashMap<>();
        ExpectedFile.Rest rest = expected.read((scope, fields, counts, n) -> {
            Expected one = new Expected(scope, Arrays.copyOf(fields, n), Arrays.copyOf(counts, n));
            if (Cells.window(scope) == Cells.CURVE) {
                curves.computeIfAbsent((long) Cells.date(scope), day -> new ArrayList<>()).add(one);
                return;
            }
            scopes.add(one);
            if (scopes.size() == SCOPES_AT_ONCE) {
                compare(scopes);
            }
        });
        compare(scopes);
        curves.values().forEach(this::compareCurve);
        comparePoints(rest);
        findUnexpected();
        return new Outcome(compared, missing, tooFew, tooMany, first);
    }

    private record Expected(long scope, int[] fields, int[] counts) {}

    private void compare(List<Expected> scopes) {
        for (Expected one : scopes) {
            redis.command("HGETALL", remembered(Cells.key(prefix, one.scope)));
        }
        redis.flush();
        int[] left = new int[Cells.FIELDS];
        for (Expected one : scopes) {
            for (int i = 0; i < one.fields.length; i++) {
                left[one.fields[i]] = one.counts[i];
            }
            redis.readHash((name, length, value) -> {
                int field = Cells.field(name, length);
                judge(one.scope, new String(name, 0, length), field < 0 ? 0 : left[field], value);
                if (field >= 0) {
                    left[field] = 0;
                }
            });
            for (int field : one.fields) {
                if (left[field] != 0) {
                    judge(one.scope, new String(Cells.fieldName(one.scope, field)), left[field], 0);
                    left[field] = 0;
                }
            }
        }
        scopes.clear();
    }

    private void compareCurve(List<Expected> districts) {
        long scope = districts.get(0).scope;
        Map<String, Long> left = new HashMap<>();
        for (Expected one : districts) {
            for (int i = 0; i < one.fields.length; i++) {
                left.put(new String(Cells.fieldName(one.scope, one.fields[i])), (long) one.counts[i]);
            }
        }
        redis.command("HGETALL", remembered(Cells.key(prefix, scope)));
        redis.flush();
        redis.readHash((name, length, value) -> {
            String field = new String(name, 0, length);
            Long count = left.remove(field);
            judge(scope, field, count == null ? 0 : count, value);
        });
        left.forEach((field, count) -> judge(scope, field, count, 0));
    }

    private void judge(long scope, String field, long expected, long found) {
        compared++;
        if (found == expected) {
            return;
        }
        if (found == 0) {
            missing++;
        } else if (found < expected) {
            tooFew++;
        } else {
            tooMany++;
        }
        if (first.isEmpty()) {
            first = Cells.key(prefix, scope) + " " + field + ": " + found + " (expected: " + expected + ")";
        }
    }

    private void comparePoints(ExpectedFile.Rest rest) {
        Map<String, Set<String>> expected = byKey(rest.points());
        Map<String, Set<String>> allowed = byKey(rest.allowedPoints());
        allowed.forEach((key, points) -> {
            Set<String> found = new HashSet<>();
            Object reply = redis.call("SMEMBERS", remembered(key));
            ((List<?>) java.util.Objects.requireNonNull(reply)).forEach(member -> found.add((String) member));
            Set<String> wanted = expected.getOrDefault(key, Set.of());
            compared += wanted.size();
            wanted.stream().filter(point -> !found.contains(point)).forEach(point -> {
                missing++;
                first = first.isEmpty() ? key + ": no " + point : first;
            });
            found.stream().filter(point -> !points.contains(point)).forEach(point -> {
                tooMany++;
                first = first.isEmpty() ? key + ": " + point : first;
            });
        });
    }

    private Map<String, Set<String>> byKey(Set<Long> scopes) {
        Map<String, Set<String>> byKey = new HashMap<>();
        scopes.forEach(scope -> byKey.computeIfAbsent(Cells.pointsKey(prefix, scope), key -> new HashSet<>())
                .add(org.allcity.benchmark.event.Place.path(Cells.area(scope))));
        return byKey;
    }

    private String remembered(String key) {
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, keyCount * 2);
        }
        keys[keyCount++] = hash(key);
        return key;
    }

    private static long hash(String key) {
        long hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private void findUnexpected() {
        Arrays.sort(keys, 0, keyCount);
        String cursor = "0";
        do {
            List<?> page = (List<?>) java.util.Objects.requireNonNull(redis.call("SCAN", cursor, "COUNT", "5000"));
            cursor = (String) page.get(0);
            for (Object key : (List<?>) page.get(1)) {
                String name = (String) key;
                if (isCount(name) && Arrays.binarySearch(keys, 0, keyCount, hash(name)) < 0) {
                    unexpected(name);
                }
            }
        } while (!cursor.equals("0"));
    }

    private boolean isCount(String key) {
        String kind = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
        return kind.startsWith("day:") || kind.startsWith("month:") || kind.startsWith("year:") || kind.startsWith("curve:")
                || kind.startsWith("points:");
    }

    private void unexpected(String key) {
        boolean isSet = key.startsWith("points:", prefix.length());
        long size = (Long) java.util.Objects.requireNonNull(redis.call(isSet ? "SCARD" : "HLEN", key));
        compared += size;
        long before = tooMany;
        // A peer's counts that came back to zero may stay as fields with 0.
        if (isSet) {
            tooMany += size;
        } else {
            redis.command("HGETALL", key);
            redis.flush();
            redis.readHash((name, length, value) -> tooMany += value == 0 ? 0 : 1);
        }
        first = first.isEmpty() && tooMany > before ? key + " (expected: not there)" : first;
    }
}
