package org.allcity.fault;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.allcity.fault.usual.Facts;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;

/**
 * Facts as the usual ways expect them, from a seed: each order's in their order, none contradicting another, none repeated unless
 * asked for. Some orders are still open where one wave of facts ends.
 */
final class UsualLoad {

    private static final Instant FIRST_RECEIVED = Instant.parse("2026-11-23T04:00:00Z");
    private static final LocalDate LAST_DAY = LocalDate.parse("2026-11-23");
    private static final List<String> DISTRICT_NUMBERS = List.of("02", "06", "08");
    private static final int POINTS_PER_DISTRICT = 4;
    private static final int DINERS = 400;
    private static final int OPEN_MAX = 50;

    private final Facts copies = new Facts();
    private final SplittableRandom random;
    private final String province;
    private final List<UUID> diners = new ArrayList<>();
    private final List<Deque<FactKind>> stories = new ArrayList<>();
    private final List<MealFact.Builder> open = new ArrayList<>();
    private final List<MealFact> made = new ArrayList<>();

    /** @param city whose areas the meals lie in */
    UsualLoad(long seed, String city) {
        this.random = new SplittableRandom(seed);
        this.province = city.substring(0, 4);
        for (int i = 0; i < DINERS; i++) {
            diners.add(uuid());
        }
    }

    /** The next facts. */
    List<MealFact> next(int count) {
        List<MealFact> facts = new ArrayList<>(count);
        while (facts.size() < count) {
            if (open.isEmpty() || open.size() < OPEN_MAX && random.nextBoolean()) {
                open.add(order());
                stories.add(story());
            }
            facts.add(step(random.nextInt(open.size())));
        }
        return facts;
    }

    /** The next facts, every tenth of them once more as a terminal repeats it that heard no answer: received later. */
    List<MealFact> nextWithRepeats(int count) {
        List<MealFact> facts = new ArrayList<>();
        for (MealFact fact : next(count)) {
            facts.add(fact);
            if (random.nextInt(10) == 0) {
                MealFact repeated = copies.decode(Facts.encode(made.get(random.nextInt(made.size()))));
                repeated.setReceivedAt(fact.getReceivedAt());
                facts.add(repeated);
            }
        }
        return facts;
    }

    private MealFact step(int index) {
        MealFact fact = open.get(index)
                .setEventId(Facts.id(uuid()))
                .setKind(stories.get(index).remove())
                .setOccurredAt(FIRST_RECEIVED.plusMillis(made.size()))
                .setReceivedAt(FIRST_RECEIVED.plusMillis(made.size()))
                .build();
        if (stories.get(index).isEmpty()) {
            open.remove(index);
            stories.remove(index);
        }
        made.add(fact);
        return fact;
    }

    private Deque<FactKind> story() {
        List<FactKind> kinds = switch (random.nextInt(8)) {
            case 0 -> List.of(FactKind.PLACED, FactKind.CANCELLED);
            case 1 -> List.of(FactKind.SERVED, FactKind.VOIDED);
            case 2 -> List.of(FactKind.PLACED, FactKind.SERVED, FactKind.VOIDED);
            case 3, 4 -> List.of(FactKind.PLACED, FactKind.SERVED);
            default -> List.of(FactKind.SERVED);
        };
        return new ArrayDeque<>(kinds);
    }

    private MealFact.Builder order() {
        String district = province + DISTRICT_NUMBERS.get(random.nextInt(DISTRICT_NUMBERS.size()));
        boolean registered = random.nextInt(8) != 0;
        UUID order = uuid();
        return MealFact.newBuilder()
                .setOrderId(Facts.id(order))
                .setDiner(Facts.id(registered ? diners.get(random.nextInt(DINERS)) : order))
                .setRegistered(registered)
                .setServiceDate(LAST_DAY.minusDays(random.nextInt(2)))
                .setPeriod(MealPeriod.values()[random.nextInt(3)])
                .setMode(ServiceMode.values()[random.nextInt(3)])
                .setGroup(registered ? DinerGroup.AGE_60_79 : DinerGroup.UNREGISTERED)
                .setServings(random.nextInt(4) == 0 ? random.nextInt(2, 5) : 1)
                .setPoint(district + "-000" + (1 + random.nextInt(POINTS_PER_DISTRICT)))
                .setDistrict(district)
                .setSubdistrict(district + "001")
                .setTerminal("t-1")
                .setCapture(Capture.LIVE);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
