package org.allcity.benchmark.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.benchmark.redis.RedisConnection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What many would write first: two consumers of one group; for each batch a mark per order and fact, an increment for each new one,
 * persons by membership in sets, then the commit. At least once, nothing together, and only as exact as the order of arrival is kind.
 */
public final class PlainConsumer {

    private static final byte[] HINCRBY = "HINCRBY".getBytes(StandardCharsets.US_ASCII);

    private PlainConsumer() {}

    public static void main(String[] arguments) {
        for (int thread = 0; thread < Settings.THREADS; thread++) {
            new Thread(PlainConsumer::run, "plain-" + thread).start();
        }
    }

    private static void run() {
        Properties properties = Settings.consumer(Settings.BOOTSTRAP, Settings.APPLICATION);
        properties.put("max.poll.records", "2000");
        properties.put("session.timeout.ms", "10000");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
                RedisConnection redis = new RedisConnection(Settings.REDIS_PORT)) {
            consumer.subscribe(List.of(Settings.TOPIC));
            CountWriter points = new CountWriter(redis);
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
                if (!records.isEmpty()) {
                    Settings.markFirstPoll();
                    count(records, redis, points);
                    consumer.commitSync();
                }
            }
        }
    }

    private static void count(ConsumerRecords<byte[], byte[]> records, RedisConnection redis, CountWriter points) {
        List<MealEvent> polled = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            MealEvent event = new MealEvent().decode(record.value());
            polled.add(event);
            redis.command("SETBIT", order(event), Integer.toString(event.kind), "1");
            redis.command("GET", order(event));
        }
        redis.flush();
        List<MealEvent> fresh = new ArrayList<>();
        List<Integer> facts = new ArrayList<>();
        for (MealEvent event : polled) {
            boolean known = Long.valueOf(1).equals(redis.reply());
            int mask = ((String) java.util.Objects.requireNonNull(redis.reply())).charAt(0);
            if (!known) {
                fresh.add(event);
                facts.add(mask);
            }
        }
        countMeals(fresh, facts, redis, points);
        countMembers(fresh, redis);
    }

    /** SETBIT counts bits from the highest. */
    private static boolean has(int mask, int kind) {
        return (mask & 0x80 >> kind) != 0;
    }

    private static void countMeals(List<MealEvent> fresh, List<Integer> facts, RedisConnection redis, CountWriter points) {
        for (int i = 0; i < fresh.size(); i++) {
            MealEvent event = fresh.get(i);
            int mask = facts.get(i);
            points.list(Cells.scope(Cells.DAY, event.day, event.place));
            switch (event.kind) {
                case MealEvent.PLACED -> meals(redis, event, Cells.PLACED, 1);
                case MealEvent.CANCELLED -> meals(redis, event, Cells.CANCELLED, 1);
                case MealEvent.SERVED -> {
                    meals(redis, event, Cells.MEALS, 1);
                    curve(redis, event, 1);
                    if (has(mask, MealEvent.PLACED)) {
                        meals(redis, event, Cells.COLLECTED, 1);
                    }
                }
                default -> {
                    meals(redis, event, Cells.MEALS, -1);
                    meals(redis, event, Cells.VOIDED, 1);
                    curve(redis, event, -1);
                }
            }
        }
        redis.sync();
    }

    private static void countMembers(List<MealEvent> fresh, RedisConnection redis) {
        List<MealEvent> served = fresh.stream().filter(event -> event.registered && event.kind >= MealEvent.SERVED).toList();
        for (MealEvent event : served) {
            String command = event.kind == MealEvent.SERVED ? "SADD" : "SREM";
            redis.command(command, "sitting:" + diner(event) + event.day + event.period, order(event));
            for (long scope : scopes(event)) {
                redis.command(command, "who:" + Long.toString(scope, 36), diner(event));
            }
        }
        redis.flush();
        List<Integer> moved = new ArrayList<>();
        while (redis.pending() > 0) {
            moved.add(redis.reply() instanceof Long one ? one.intValue() : 0);
        }
        for (MealEvent event : served) {
            redis.command("SCARD", "sitting:" + diner(event) + event.day + event.period);
        }
        redis.flush();
        List<Long> sittings = new ArrayList<>();
        while (redis.pending() > 0) {
            sittings.add(redis.reply() instanceof Long one ? one : 0L);
        }
        int at = 0;
        for (int i = 0; i < served.size(); i++) {
            MealEvent event = served.get(i);
            int sign = event.kind == MealEvent.SERVED ? 1 : -1;
            if (moved.get(at++) == 1 && sittings.get(i) > (sign > 0 ? 1 : 0)) {
                meals(redis, event, Cells.SECOND_MEALS, sign);
            }
            for (long scope : scopes(event)) {
                if (moved.get(at++) == 1) {
                    increment(redis, scope, Cells.PERSONS, sign);
                    if (event.group < 3) {
                        increment(redis, scope, Cells.SENIORS, sign);
                    }
                }
            }
        }
        redis.sync();
    }

    private static long[] scopes(MealEvent event) {
        long[] scopes = new long[12];
        int n = 0;
        for (int area : new int[] {event.place, Place.subdistrict(event.place), Place.district(event.place), 0}) {
            scopes[n++] = Cells.scope(Cells.DAY, event.day, area);
            scopes[n++] = Cells.scope(Cells.MONTH, ServiceDays.month(event.day), area);
            scopes[n++] = Cells.scope(Cells.YEAR, ServiceDays.year(event.day), area);
        }
        return scopes;
    }

    private static void meals(RedisConnection redis, MealEvent event, int measure, int times) {
        int field = Cells.mealField(event.period, event.mode, event.group, measure);
        for (int area : new int[] {event.place, Place.subdistrict(event.place), Place.district(event.place)}) {
            increment(redis, Cells.scope(Cells.DAY, event.day, area), field, times * event.servings);
        }
    }

    private static void curve(RedisConnection redis, MealEvent event, int times) {
        increment(redis, Cells.scope(Cells.CURVE, event.day, Place.district(event.place)), event.quarter(), times * event.servings);
    }

    private static void increment(RedisConnection redis, long scope, int field, int by) {
        redis.command(4).argument(HINCRBY).argument(Cells.key(Settings.PREFIX, scope)).argument(Cells.fieldName(scope, field)).argument(by);
    }

    private static String order(MealEvent event) {
        return "o:" + Long.toString(event.orderHigh, 36) + Long.toString(event.orderLow, 36);
    }

    private static String diner(MealEvent event) {
        return Long.toString(event.dinerHigh, 36) + Long.toString(event.dinerLow, 36);
    }
}
