package org.allcity.fault.usual;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.allcity.schema.FactKind;
import org.allcity.schema.MealFact;
import org.jspecify.annotations.Nullable;

/** What Kafka Streams keeps of one diner: the facts it has counted and the visits by day and area, as lines of text. */
final class DinerOrders {

    private final Map<String, Integer> numbers = new TreeMap<>();

    static DinerOrders ofBytes(byte @Nullable [] bytes) {
        DinerOrders orders = new DinerOrders();
        if (bytes != null) {
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                int separator = line.indexOf('=');
                orders.numbers.put(line.substring(0, separator), Integer.valueOf(line.substring(separator + 1)));
            });
        }
        return orders;
    }

    byte[] toBytes() {
        return numbers.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Takes in a fact; what it adds to the counts, nothing when it is known. */
    List<Increment> add(MealFact fact) {
        if (numbers.put(Facts.uuid(fact.getOrderId()) + ":" + fact.getKind(), 1) != null) {
            return List.of();
        }
        List<Increment> increments = new ArrayList<>(Increment.of(fact));
        if (fact.getRegistered() && (fact.getKind() == FactKind.SERVED || fact.getKind() == FactKind.VOIDED)) {
            for (String area : Increment.areas(fact)) {
                addVisit(new Cell(fact.getServiceDate(), area, Cell.PERSONS), fact.getKind() == FactKind.SERVED ? 1 : -1, increments);
            }
        }
        return increments;
    }

    private void addVisit(Cell persons, int by, List<Increment> increments) {
        int visits = numbers.merge(persons.hash(), by, Integer::sum);
        if (visits == (by > 0 ? 1 : 0)) {
            increments.add(new Increment(persons, by));
        }
    }
}
