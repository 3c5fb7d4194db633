package org.allcity.counts.redis;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;

/** A batch as the keys and arguments of apply.lua: its changes gathered by hash, and summed up to subdistricts and districts. */
final class ApplyCall {

    /** Fields or members per argument: the script's unpack() takes two values for each, and no more than some thousands. */
    private static final int CHUNK = 1000;

    /** Where meals are kept; the city's are the sum of its districts. */
    private static final List<AreaLevel> MEAL_LEVELS = List.of(AreaLevel.POINT, AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT);

    private final RedisKeys redisKeys;
    private final Map<String, Map<String, Long>> changesByHash = new HashMap<>();
    private final Map<String, Set<String>> pointsBySet = new HashMap<>();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();

    ApplyCall(RedisKeys redisKeys, CountBatch batch) {
        this.redisKeys = redisKeys;
        batch.changes().forEach(this::gather);
        List<String> chunkKeys = new ArrayList<>();
        List<byte[]> chunks = new ArrayList<>();
        changesByHash.forEach((key, changes) -> chunks(changes.keySet(), CHUNK).forEach(fields -> {
            chunkKeys.add(key);
            List<Long> additions = fields.stream().map(changes::get).toList();
            chunks.add(new MessagePack().texts(fields).numbers(additions).toByteArray());
        }));
        int hashCount = chunks.size();
        pointsBySet.forEach((key, points) -> chunks(points, CHUNK).forEach(members -> {
            chunkKeys.add(key);
            chunks.add(new MessagePack().texts(members).toByteArray());
        }));

        addKeys(List.of(
                redisKeys.schema(), redisKeys.pointer(), redisKeys.log(), redisKeys.positions(), redisKeys.asOf(),
                redisKeys.hold()));
        addArguments(List.of(RedisKeys.SCHEMA_VERSION, redisKeys.number(), redisKeys.isLive() ? "live" : "building"));
        addArguments(List.of(batch.log(), batch.partition(), batch.from(), batch.to()));
        addArguments(List.of(batch.latestReceivedAt().toEpochMilli(), hashCount, chunks.size() - hashCount));
        addKeys(chunkKeys);
        arguments.addAll(chunks);
        batch.ledgers().forEach((diner, ledger) -> {
            keys.add(RedisKeys.bytes(redisKeys.ledger(diner)));
            arguments.add(LedgerCodec.encode(ledger));
        });
    }

    byte[][] keys() {
        return keys.toArray(byte[][]::new);
    }

    byte[][] arguments() {
        return arguments.toArray(byte[][]::new);
    }

    private void gather(CountKey key, long change) {
        if (key instanceof CountKey.Meals meals) {
            gatherMeals(meals, change);
        } else if (key instanceof CountKey.Persons persons) {
            gatherPersons(persons, change);
        } else if (key instanceof CountKey.Curve curve) {
            gather(redisKeys.curve(curve.day()), RedisKeys.curveField(curve.district(), curve.quarter()), change);
        }
    }

    private void gatherMeals(CountKey.Meals meals, long change) {
        String field = RedisKeys.mealField(meals.period(), meals.mode(), meals.group(), meals.measure());
        for (AreaLevel level : MEAL_LEVELS) {
            gather(redisKeys.day(meals.day(), meals.place().area(level).path()), field, change);
        }
        gatherPoint(redisKeys.pointsOfMonth(YearMonth.from(meals.day())), meals.place().area(AreaLevel.POINT).path());
    }

    private void gatherPersons(CountKey.Persons persons, long change) {
        String key = redisKeys.persons(persons.window(), persons.area().path());
        gather(key, RedisKeys.personField(persons.measure()), change);
        // Wider areas are found by their points: none has persons of whom no point ever had one.
        if (persons.area().level() == AreaLevel.POINT) {
            gatherPoint(redisKeys.points(persons.window()), persons.area().path());
        }
    }

    private void gather(String key, String field, long change) {
        Map<String, Long> changes = changesByHash.computeIfAbsent(key, k -> new HashMap<>());
        changes.merge(field, change, (held, added) -> held + added == 0 ? null : held + added);
    }

    private void gatherPoint(String key, String path) {
        pointsBySet.computeIfAbsent(key, k -> new HashSet<>()).add(path);
    }

    /** All in lists of at most so many. */
    static <T> List<List<T>> chunks(Collection<T> all, int size) {
        List<T> list = List.copyOf(all);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += size) {
            chunks.add(list.subList(from, Math.min(list.size(), from + size)));
        }
        return chunks;
    }

    private void addKeys(List<String> all) {
        all.forEach(key -> keys.add(RedisKeys.bytes(key)));
    }

    private void addArguments(List<Object> all) {
        all.forEach(argument -> arguments.add(RedisKeys.bytes(argument.toString())));
    }
}
