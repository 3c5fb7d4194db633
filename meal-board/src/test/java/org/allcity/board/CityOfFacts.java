package org.allcity.board;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.FactsFolded;
import org.allcity.counts.LogId;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceDay;
import org.allcity.counts.ServiceMode;
import org.allcity.counts.memory.InMemoryCountStore;

/** Writes facts into a store in memory, one batch each, as the aggregator would. */
public final class CityOfFacts {

    public static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    public static final Place XIHU_1 = new Place("330106003", "330106-0001");
    public static final Place XIHU_2 = new Place("330106003", "330106-0002");
    public static final Place XIHU_3 = new Place("330106004", "330106-0003");
    public static final Place SHANGCHENG = new Place("330102001", "330102-0001");

    private static final LogId LOG = new LogId("cluster", "topic", 12);

    private final InMemoryCountStore store = new InMemoryCountStore();
    private long orders;

    public InMemoryCountStore store() {
        return store;
    }

    /** The day that most tests look at: 8 meals of 5 persons, 3 placed, 1 of them outstanding and 1 cancelled. */
    public static CityOfFacts example() {
        CityOfFacts city = new CityOfFacts();
        city.served("an", DAY, XIHU_1, MealPeriod.LUNCH, DinerGroup.AGE_60_79);
        city.served("an", DAY, XIHU_2, MealPeriod.LUNCH, DinerGroup.AGE_60_79);
        city.served("an", DAY, SHANGCHENG, MealPeriod.DINNER, DinerGroup.AGE_60_79);
        city.served("bo", DAY, XIHU_3, MealPeriod.LUNCH, DinerGroup.UNDER_60);
        city.served("chen", DAY, SHANGCHENG, MealPeriod.BREAKFAST, DinerGroup.AGE_90_PLUS);
        city.served("ding", DAY.minusDays(1), XIHU_1, MealPeriod.LUNCH, DinerGroup.AGE_80_89);
        city.served("ding", DAY, XIHU_1, MealPeriod.LUNCH, DinerGroup.AGE_80_89);
        city.servedUnregistered(DAY, XIHU_1, MealPeriod.LUNCH, 2);
        city.order("an", DAY, XIHU_1, MealPeriod.DINNER, FactKind.PLACED);
        city.order("bo", DAY, XIHU_1, MealPeriod.DINNER, FactKind.PLACED, FactKind.CANCELLED);
        city.order("feng", DAY, XIHU_2, MealPeriod.LUNCH, FactKind.PLACED, FactKind.SERVED);
        city.order("ge", DAY, XIHU_2, MealPeriod.LUNCH, FactKind.SERVED, FactKind.VOIDED);
        return city;
    }

    public void served(String diner, LocalDate day, Place place, MealPeriod period, DinerGroup group) {
        add(0, fact(registered(diner), new UUID(7, ++orders), FactKind.SERVED, day, place, period, group, 1));
    }

    public void servedUnregistered(LocalDate day, Place place, MealPeriod period, int servings) {
        UUID order = new UUID(7, ++orders);
        add(0, fact(
                DinerId.unregistered(order), order, FactKind.SERVED, day, place, period, DinerGroup.UNREGISTERED, servings));
    }

    /** One order of a senior, taken away, with the facts that were reported of it. */
    public void order(String diner, LocalDate day, Place place, MealPeriod period, FactKind... facts) {
        UUID order = new UUID(7, ++orders);
        for (FactKind kind : facts) {
            add(0, fact(registered(diner), order, kind, day, place, period, DinerGroup.AGE_60_79, 1));
        }
    }

    /** Moves a partition's position on by records that count nothing. */
    public void pass(int partition, long records) {
        long from = from(partition);
        apply(new FactsFolded(Map.of()), partition, from, from + records);
    }

    private void add(int partition, Fact fact) {
        FactsFolded fold = new FactsFolded(store.ledgers(List.of(fact.diner())));
        fold.add(fact).ifPresent(refusal -> {
            throw new IllegalArgumentException(refusal + ": " + fact);
        });
        apply(fold, partition, from(partition), from(partition) + 1);
    }

    private long from(int partition) {
        return store.positions().getOrDefault(partition, 0L);
    }

    private void apply(FactsFolded fold, int partition, long from, long to) {
        ApplyResult result = store.apply(fold.batch(LOG, partition, from, to));
        if (!(result instanceof ApplyResult.Applied)) {
            throw new IllegalStateException(result.toString());
        }
    }

    private static DinerId registered(String diner) {
        return DinerId.registered(UUID.nameUUIDFromBytes(diner.getBytes(StandardCharsets.UTF_8)));
    }

    private Fact fact(
            DinerId diner,
            UUID order,
            FactKind kind,
            LocalDate day,
            Place place,
            MealPeriod period,
            DinerGroup group,
            int servings) {
        Instant occurred = day.atTime(timeOf(period)).toInstant(ServiceDay.OFFSET);
        ServiceMode mode = kind == FactKind.SERVED && servings == 1 && group != DinerGroup.UNREGISTERED
                ? ServiceMode.DINE_IN
                : ServiceMode.TAKEAWAY;
        return new Fact(
                new UUID(8, ++orders), order, diner, kind, occurred, occurred, day, period, mode, group, servings, place);
    }

    private static LocalTime timeOf(MealPeriod period) {
        return switch (period) {
            case BREAKFAST -> LocalTime.of(7, 10);
            case LUNCH -> LocalTime.of(11, 40);
            case DINNER -> LocalTime.of(17, 5);
        };
    }
}
