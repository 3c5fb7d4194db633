package org.allcity.fault.usual;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.allcity.schema.FactKind;
import org.allcity.schema.MealFact;

/** What to add to one count: the usual ways count by adding, fact by fact. */
record Increment(Cell cell, long by) {

    /** What a fact, the first of its kind in its order, adds to all but persons. */
    static List<Increment> of(MealFact fact) {
        List<Increment> increments = new ArrayList<>();
        for (String area : areas(fact)) {
            if (fact.getKind() == FactKind.SERVED || fact.getKind() == FactKind.VOIDED) {
                int sign = fact.getKind() == FactKind.SERVED ? 1 : -1;
                increments.add(new Increment(cell(fact, area, Cell.MEALS), (long) sign * fact.getServings()));
            }
            if (fact.getKind() != FactKind.SERVED) {
                increments.add(new Increment(cell(fact, area, fact.getKind().name().toLowerCase(Locale.ROOT)), fact.getServings()));
            }
        }
        return increments;
    }

    /** One that lies in a topic. */
    static Increment of(byte[] key, byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        int separator = text.indexOf('=');
        Cell cell = Cell.ofHash(new String(key, StandardCharsets.UTF_8), text.substring(0, separator));
        return new Increment(cell, Long.parseLong(text.substring(separator + 1)));
    }

    byte[] key() {
        return cell.hash().getBytes(StandardCharsets.UTF_8);
    }

    byte[] value() {
        return (cell.measure() + "=" + by).getBytes(StandardCharsets.UTF_8);
    }

    static List<String> areas(MealFact fact) {
        return List.of(fact.getPoint(), fact.getDistrict());
    }

    private static Cell cell(MealFact fact, String area, String counted) {
        return new Cell(fact.getServiceDate(), area, fact.getPeriod() + ":" + fact.getMode() + ":" + counted);
    }
}
