package org.allcity.fault;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.allcity.counts.DinerId;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;

/**
 * Facts as bad as they come, from a seed: orders ahead, cancels, voids before servings, repeats, conflicting and late facts, second
 * meals, receipts out of order. Days pass quickly, so months and years end and ledgers are sealed; diners come and go, so ledgers stay
 * of a real size.
 */
final class BadFacts {

    private static final int FACTS_PER_DAY = 250;
    private static final int DINERS_AT_A_TIME = 300;
    private static final int FACTS_PER_NEW_DINER = 30;
    private static final int REGULARS = 40;
    private static final int RECENT = 200;
    private static final int POINTS = 24;
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final ZoneOffset SHANGHAI = ZoneOffset.ofHours(8);
    private static final String[] DISTRICTS = {"02", "05", "06", "10"};

    private final String cityDigits;
    private final long seed;
    private final SplittableRandom random;
    private final List<MealFact> recent = new ArrayList<>();
    private long made;

    /** @param city six digits that end in 00 */
    BadFacts(String city, long seed) {
        this.cityDigits = city.substring(0, 4);
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    MealFact next() {
        Instant received = receivedAt();
        made++;
        int die = random.nextInt(100);
        if (recent.size() < RECENT || die < 45) {
            return keep(recent.size() < RECENT ? recent.size() : random.nextInt(RECENT), ofNewOrder(received));
        }
        // The next fact of an order takes the place of the last one, so that no order crowds out the others.
        int slot = random.nextInt(RECENT);
        MealFact known = recent.get(slot);
        return keep(slot, die < 60 ? repeat(known, received) : ofKnownOrder(known, received));
    }

    private MealFact keep(int slot, MealFact fact) {
        if (slot == recent.size()) {
            recent.add(fact);
        } else {
            recent.set(slot, fact);
        }
        return fact;
    }

    /** Mostly in order; some days late, and now and then later than a ledger allows. */
    private Instant receivedAt() {
        Instant now = START.plusMillis(made * Duration.ofDays(1).toMillis() / FACTS_PER_DAY);
        return switch (random.nextInt(50)) {
            case 0 -> now.minus(Duration.ofHours(random.nextInt(1, 24 * 14)));
            case 1 -> random.nextInt(4) == 0 ? now.minus(Duration.ofDays(random.nextInt(14, 18))) : now;
            case 2, 3, 4, 5 -> now.minus(Duration.ofMinutes(random.nextInt(600)));
            default -> now;
        };
    }

    private MealFact ofNewOrder(Instant received) {
        UUID orderId = new UUID(random.nextLong(), random.nextLong());
        boolean registered = random.nextInt(8) != 0;
        Id diner = id(registered ? diner() : orderId);
        FactKind kind = switch (random.nextInt(10)) {
            case 0, 1, 2 -> FactKind.PLACED;
            case 3 -> FactKind.VOIDED;
            case 4 -> FactKind.CANCELLED;
            default -> FactKind.SERVED;
        };
        LocalDate day = received.atOffset(SHANGHAI).toLocalDate().plusDays(kind == FactKind.PLACED ? ahead() : back());
        return fact(id(orderId), diner, registered, kind, received, day);
    }

    private MealFact ofKnownOrder(MealFact known, Instant received) {
        FactKind kind = switch (random.nextInt(6)) {
            case 0 -> FactKind.PLACED;
            case 1 -> FactKind.CANCELLED;
            case 2 -> FactKind.VOIDED;
            default -> FactKind.SERVED;
        };
        LocalDate day = random.nextInt(10) == 0 ? known.getServiceDate().plusDays(random.nextInt(-2, 3)) : known.getServiceDate();
        MealFact fact = fact(known.getOrderId(), known.getDiner(), known.getRegistered(), kind, received, day);
        if (random.nextInt(3) != 0) {
            fact.setPeriod(known.getPeriod());
            fact.setPoint(known.getPoint());
            fact.setDistrict(known.getDistrict());
            fact.setSubdistrict(known.getSubdistrict());
            fact.setServings(known.getServings());
        }
        return fact;
    }

    /** The same event again, now and then with other contents. */
    private MealFact repeat(MealFact known, Instant received) {
        MealFact fact = copy(known);
        fact.setReceivedAt(received);
        if (random.nextInt(12) == 0) {
            fact.setServings(random.nextInt(1, 4));
        }
        return fact;
    }

    /** Avro's own copy makes classes by name, which it was not told to trust. */
    private static MealFact copy(MealFact known) {
        MealFact fact = new MealFact();
        known.getSchema().getFields().forEach(field -> fact.put(field.pos(), known.get(field.pos())));
        return fact;
    }

    private MealFact fact(Id orderId, Id diner, boolean registered, FactKind kind, Instant received, LocalDate day) {
        int point = random.nextInt(POINTS);
        String district = cityDigits + DISTRICTS[point % DISTRICTS.length];
        return MealFact.newBuilder()
                .setEventId(id(new UUID(random.nextLong(), random.nextLong())))
                .setOrderId(orderId)
                .setDiner(diner)
                .setRegistered(registered)
                .setKind(kind)
                .setOccurredAt(day.atTime(random.nextInt(6, 20), 5 * random.nextInt(12)).toInstant(SHANGHAI))
                .setReceivedAt(received)
                .setServiceDate(day)
                .setPeriod(MealPeriod.values()[random.nextInt(3)])
                .setMode(ServiceMode.values()[random.nextInt(3)])
                .setGroup(registered ? DinerGroup.values()[random.nextInt(5)] : DinerGroup.UNREGISTERED)
                .setServings(random.nextInt(4) == 0 ? random.nextInt(1, 21) : 1)
                .setPoint(String.format("%s-%04d", district, point))
                .setDistrict(district)
                .setSubdistrict(district + String.format("%03d", 1 + point % 8))
                .setTerminal("t-" + point)
                .setCapture(Capture.LIVE)
                .build();
    }

    /** One of the diners who are there all the time. */
    DinerId regular(int index) {
        return DinerId.registered(pseudonym(-1 - index % REGULARS));
    }

    /** One of those who come only where a test sends them. */
    DinerId newcomer(int index) {
        return DinerId.registered(pseudonym(-1 - REGULARS - index));
    }

    /** A further meal of a registered diner. */
    MealFact mealOf(DinerId diner) {
        MealFact fact = ofNewOrder(receivedAt());
        fact.setDiner(id(diner.id()));
        fact.setRegistered(true);
        fact.setKind(FactKind.SERVED);
        fact.setGroup(DinerGroup.AGE_80_89);
        return fact;
    }

    private UUID pseudonym(long number) {
        return new UUID(new SplittableRandom(seed ^ number).nextLong(), number);
    }

    private UUID diner() {
        long number = random.nextInt(10) == 0
                ? -1 - random.nextInt(REGULARS)
                : made / FACTS_PER_NEW_DINER + random.nextInt(DINERS_AT_A_TIME);
        return pseudonym(number);
    }

    private int ahead() {
        return random.nextInt(20) == 0 ? random.nextInt(12, 17) : random.nextInt(0, 4);
    }

    private int back() {
        return switch (random.nextInt(20)) {
            case 0 -> -random.nextInt(1, 45);
            case 1 -> -random.nextInt(43, 48);
            case 2, 3 -> -random.nextInt(1, 8);
            default -> 0;
        };
    }

    static Id id(UUID uuid) {
        return new Id(ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }
}
