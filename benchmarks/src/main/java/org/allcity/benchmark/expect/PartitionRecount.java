package org.allcity.benchmark.expect;

import java.util.Arrays;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.benchmark.event.ServiceDays;

/**
 * Counts one partition: gathers its facts by order, then looks at each order and each diner once. Facts must be valid and on time;
 * nothing is refused and nothing sealed. Shares no counting code with the product, nor with the peers.
 */
public final class PartitionRecount {

    private static final int KINDS = 4;
    private static final int NONE = -1;

    private final CellSums counts;
    private final PointLists points;
    private final Rows rows = new Rows();
    private final IdTable orders = new IdTable();
    private final IdTable diners = new IdTable();
    /** By order and kind: the row of the fact that holds. */
    private int[] facts = new int[KINDS << 10];
    private int[] nextOfDiner = new int[1 << 10];
    private int[] firstOfDiner = new int[1 << 10];

    public PartitionRecount(CellSums counts, PointLists points) {
        this.counts = counts;
        this.points = points;
    }

    public void add(MealEvent event) {
        int row = rows.add(event);
        int known = orders.size();
        int order = orders.of(event.orderHigh, event.orderLow, event.dinerHigh, event.dinerLow);
        if (order == known) {
            open(order, event);
        }
        int at = order * KINDS + event.kind;
        if (facts[at] == NONE || rows.holdsOver(row, facts[at])) {
            facts[at] = row;
        }
        points.allow(event.day, event.place);
    }

    private void open(int order, MealEvent event) {
        if (facts.length < (order + 1) * KINDS) {
            facts = Arrays.copyOf(facts, facts.length * 2);
            nextOfDiner = Arrays.copyOf(nextOfDiner, nextOfDiner.length * 2);
        }
        Arrays.fill(facts, order * KINDS, (order + 1) * KINDS, NONE);
        nextOfDiner[order] = NONE;
        if (!event.registered) {
            return;
        }
        int known = diners.size();
        int diner = diners.of(event.dinerHigh, event.dinerLow, 0, 0);
        if (diner == firstOfDiner.length) {
            firstOfDiner = Arrays.copyOf(firstOfDiner, firstOfDiner.length * 2);
        }
        nextOfDiner[order] = diner == known ? NONE : firstOfDiner[diner];
        firstOfDiner[diner] = order;
    }

    /** Counts what was added. */
    public void count() {
        for (int order = 0; order < orders.size(); order++) {
            countOrder(order);
        }
        int[] meals = new int[16];
        for (int diner = 0; diner < diners.size(); diner++) {
            int n = 0;
            for (int order = firstOfDiner[diner]; order != NONE; order = nextOfDiner[order]) {
                if (isMeal(order)) {
                    if (n == meals.length) {
                        meals = Arrays.copyOf(meals, n * 2);
                    }
                    meals[n++] = fact(order, MealEvent.SERVED);
                }
            }
            countSecondMeals(meals, n);
            countPersons(meals, n, false);
            countPersons(meals, n, true);
        }
    }

    private int fact(int order, int kind) {
        return facts[order * KINDS + kind];
    }

    private boolean isMeal(int order) {
        return fact(order, MealEvent.SERVED) != NONE && fact(order, MealEvent.VOIDED) == NONE;
    }

    private void countOrder(int order) {
        int placed = fact(order, MealEvent.PLACED);
        int served = fact(order, MealEvent.SERVED);
        if (served != NONE) {
            countMeals(served, isMeal(order) ? Cells.MEALS : Cells.VOIDED);
            if (isMeal(order)) {
                int district = Place.district(rows.place(served));
                counts.add(Cells.cell(Cells.scope(Cells.CURVE, rows.day(served), district), rows.quarter(served)), rows.servings(served));
            }
        }
        if (placed != NONE) {
            countMeals(placed, Cells.PLACED);
            if (served != NONE) {
                countMeals(placed, Cells.COLLECTED);
            } else if (fact(order, MealEvent.CANCELLED) != NONE) {
                countMeals(placed, Cells.CANCELLED);
            }
        }
    }

    private void countMeals(int row, int measure) {
        int place = rows.place(row);
        int field = Cells.mealField(rows.period(row), rows.mode(row), rows.group(row), measure);
        for (int area : new int[] {place, Place.subdistrict(place), Place.district(place)}) {
            counts.add(Cells.cell(Cells.scope(Cells.DAY, rows.day(row), area), field), rows.servings(row));
        }
        points.expect(Cells.MONTH, ServiceDays.month(rows.day(row)), place);
    }

    private void countSecondMeals(int[] meals, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i != j && rows.sameSitting(meals[i], meals[j]) && rows.eatenBefore(meals[j], meals[i])) {
                    countMeals(meals[i], Cells.SECOND_MEALS);
                    break;
                }
            }
        }
    }

    private void countPersons(int[] meals, int n, boolean seniorsOnly) {
        long[] scopes = new long[n * 12];
        int found = 0;
        for (int i = 0; i < n; i++) {
            int row = meals[i];
            if (seniorsOnly && rows.group(row) > 2) {
                continue;
            }
            int place = rows.place(row);
            int day = rows.day(row);
            for (int area : new int[] {place, Place.subdistrict(place), Place.district(place), 0}) {
                scopes[found++] = Cells.scope(Cells.DAY, day, area);
                scopes[found++] = Cells.scope(Cells.MONTH, ServiceDays.month(day), area);
                scopes[found++] = Cells.scope(Cells.YEAR, ServiceDays.year(day), area);
            }
            points.expect(Cells.YEAR, ServiceDays.year(day), place);
        }
        Arrays.sort(scopes, 0, found);
        for (int i = 0; i < found; i++) {
            if (i == 0 || scopes[i] != scopes[i - 1]) {
                counts.add(Cells.cell(scopes[i], seniorsOnly ? Cells.SENIORS : Cells.PERSONS), 1);
            }
        }
    }
}
