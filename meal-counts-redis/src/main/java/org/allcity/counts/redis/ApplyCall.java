package org.allcity.counts.redis;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.allcity.counts.Area;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountKey;
import org.allcity.counts.Window;

/** A batch as the keys and arguments of apply.lua: counts gathered by hash, and summed up to subdistricts and districts. */
final class ApplyCall {

    /** Fields or members per argument; the script's unpack() takes two values for each and some thousands in all. */
    private static final int CHUNK = 1000;

    /** Where meals are kept; the city's are the sum of its 13 districts. */
    private static final List<AreaLevel> MEAL_LEVELS = List.of(AreaLevel.POINT, AreaLevel.SUBDISTRICT, AreaLevel.DISTRICT);

    private final RedisKeys keys;
    private final Map<String, Map<String, Long>> hashes = new HashMap<>();
    private final Map<String, Set<String>> pointSets = new HashMap<>();
    private final List<byte[]> keyList = new ArrayList<>();
    private final List<byte[]> argumentList = new ArrayList<>();

    ApplyCall(RedisKeys keys, CountBatch batch) {
        this.keys = keys;
        batch.changes().forEach((key, change) -> {
            if (key instanceof CountKey.Meals meals) {
                addMeals(meals, change);
            } else if (key instanceof CountKey.Persons persons) {
                addPersons(persons, change);
            } else if (key instanceof CountKey.Curve curve) {
                add(keys.curve(curve.day()), RedisKeys.curveField(curve.district(), curve.quarter()), change);
            }
        });
        List<byte[]> hashKeys = new ArrayList<>();
        List<byte[]> packed = new ArrayList<>();
        hashes.forEach((key, changes) -> chunks(changes.keySet()).forEach(fields -> {
            hashKeys.add(RedisKeys.bytes(key));
            packed.add(new MessagePack().texts(fields).numbers(fields.stream().map(changes::get).toList()).toByteArray());
        }));
        int hashCount = packed.size();
        pointSets.forEach((key, points) -> chunks(points).forEach(members -> {
            hashKeys.add(RedisKeys.bytes(key));
            packed.add(new MessagePack().texts(members).toByteArray());
        }));
        keyList.addAll(fixedKeys(keys));
        keyList.addAll(hashKeys);
        argumentList.addAll(fixedArguments(batch, hashCount, packed.size() - hashCount));
        argumentList.addAll(packed);
        batch.ledgers().forEach((diner, ledger) -> {
            keyList.add(RedisKeys.bytes(keys.ledger(diner)));
            argumentList.add(LedgerCodec.encode(ledger));
        });
    }

    byte[][] keys() {
        return keyList.toArray(byte[][]::new);
    }

    byte[][] arguments() {
        return argumentList.toArray(byte[][]::new);
    }

    private void addMeals(CountKey.Meals meals, long change) {
        String field = RedisKeys.mealField(meals.period(), meals.mode(), meals.group(), meals.measure());
        for (AreaLevel level : MEAL_LEVELS) {
            add(keys.day(meals.day(), meals.place().area(level).path()), field, change);
        }
        addPoint(keys.pointsOfMonth(YearMonth.from(meals.day())), meals.place().area(AreaLevel.POINT));
    }

    private void addPersons(CountKey.Persons persons, long change) {
        Window window = persons.window();
        add(keys.persons(window, persons.area().path()), RedisKeys.personField(persons.measure()), change);
        if (persons.area().level() == AreaLevel.POINT) {
            addPoint(keys.points(window), persons.area());
        }
    }

    private void add(String key, String field, long change) {
        Map<String, Long> hash = hashes.computeIfAbsent(key, k -> new HashMap<>());
        hash.merge(field, change, (held, added) -> held + added == 0 ? null : held + added);
        if (hash.isEmpty()) {
            hashes.remove(key);
        }
    }

    private void addPoint(String key, Area point) {
        pointSets.computeIfAbsent(key, k -> new HashSet<>()).add(point.path());
    }

    private static List<byte[]> fixedKeys(RedisKeys keys) {
        return List.of(
                RedisKeys.bytes(keys.schema()),
                RedisKeys.bytes(keys.log()),
                RedisKeys.bytes(keys.positions()),
                RedisKeys.bytes(keys.asOf()));
    }

    private static List<byte[]> fixedArguments(CountBatch batch, int hashCount, int setCount) {
        List<Object> arguments = List.of(
                RedisKeys.SCHEMA_VERSION,
                batch.log(),
                batch.partition(),
                batch.from(),
                batch.to(),
                batch.latestReceivedAt().toEpochMilli(),
                hashCount,
                setCount);
        return arguments.stream().map(argument -> RedisKeys.bytes(argument.toString())).toList();
    }

    private static List<List<String>> chunks(Collection<String> all) {
        List<String> list = List.copyOf(all);
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += CHUNK) {
            chunks.add(list.subList(from, Math.min(list.size(), from + CHUNK)));
        }
        return chunks;
    }
}
