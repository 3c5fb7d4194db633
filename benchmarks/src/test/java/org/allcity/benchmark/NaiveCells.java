package org.allcity.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.CountKey;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.PersonMeasure;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.recount.Recount;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.SchemaClasses;
import org.apache.avro.message.BinaryMessageDecoder;

/** What the naive recount of meal-counts makes of a log, as keys and fields of Redis written from docs/redis.md. */
public final class NaiveCells {

    private static final String PREFIX = "{330100}:1:";

    private static final BinaryMessageDecoder<MealFact> AVRO =
            new BinaryMessageDecoder<>(new SchemaClasses(), MealFact.getClassSchema());

    private NaiveCells() {}

    /** A record read as Avro reads it. */
    public static MealFact decode(byte[] value) throws IOException {
        return AVRO.decode(value);
    }

    /** All counts that are not zero, by key and field. */
    public static Map<String, Long> of(List<byte[]> log) {
        Map<String, Long> cells = new HashMap<>();
        Recount.of(log.stream().map(NaiveCells::fact).toList()).counts().forEach((key, count) -> add(cells, key, count));
        return cells;
    }

    public static Map<String, Long> named(CellSums counts) {
        Map<String, Long> cells = new HashMap<>();
        counts.forEach((cell, count) -> {
            if (count != 0) {
                long scope = Cells.scopeOf(cell);
                cells.put(Cells.key(PREFIX, scope) + " " + new String(Cells.fieldName(scope, Cells.fieldOf(cell))), (long) count);
            }
        });
        return cells;
    }

    /** The first few cells that differ; two maps of many thousand cells are no message that anyone could read. */
    public static List<String> differences(Map<String, Long> found, Map<String, Long> expected) {
        return Stream.concat(found.keySet().stream(), expected.keySet().stream())
                .distinct()
                .filter(cell -> !Objects.equals(found.get(cell), expected.get(cell)))
                .limit(10)
                .map(cell -> cell + ": " + found.get(cell) + " (expected: " + expected.get(cell) + ")")
                .toList();
    }

    private static void add(Map<String, Long> cells, CountKey key, long count) {
        if (key instanceof CountKey.Meals meals) {
            String field = "" + meals.period().name().charAt(0) + List.of("I", "T", "H").get(meals.mode().ordinal())
                    + "689USX".charAt(meals.group().ordinal()) + "msvpcx".charAt(meals.measure().ordinal());
            for (AreaLevel level : List.of(AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.POINT)) {
                String day = meals.day().toString().replace("-", "");
                cells.merge(PREFIX + "day:" + day + ":" + meals.place().area(level).path() + " " + field, count, Long::sum);
            }
        } else if (key instanceof CountKey.Persons persons) {
            String date = persons.window().first().toString().replace("-", "");
            String window = switch (persons.window().kind()) {
                case DAY -> "day:" + date;
                case MONTH -> "month:" + date.substring(0, 6);
                case YEAR -> "year:" + date.substring(0, 4);
            };
            String field = persons.measure() == PersonMeasure.PERSONS ? "persons" : "seniors";
            cells.merge(PREFIX + window + ":" + persons.area().path() + " " + field, count, Long::sum);
        } else if (key instanceof CountKey.Curve curve) {
            String time = "%02d%02d".formatted(curve.quarter() / 4, curve.quarter() % 4 * 15);
            String day = curve.day().toString().replace("-", "");
            cells.merge(PREFIX + "curve:" + day + " " + curve.district() + ":" + time, count, Long::sum);
        }
    }

    private static Fact fact(byte[] value) {
        try {
            MealFact fact = decode(value);
            return new Fact(
                    id(fact.getEventId()),
                    id(fact.getOrderId()),
                    new DinerId(fact.getRegistered(), id(fact.getDiner())),
                    FactKind.valueOf(fact.getKind().name()),
                    fact.getOccurredAt(),
                    fact.getReceivedAt(),
                    fact.getServiceDate(),
                    MealPeriod.valueOf(fact.getPeriod().name()),
                    ServiceMode.valueOf(fact.getMode().name()),
                    DinerGroup.valueOf(fact.getGroup().name()),
                    fact.getServings(),
                    new Place(fact.getSubdistrict(), fact.getPoint()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UUID id(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
