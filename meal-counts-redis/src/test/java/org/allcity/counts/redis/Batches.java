package org.allcity.counts.redis;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.allcity.counts.CountBatch;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.FactsFolded;
import org.allcity.counts.LogId;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;

/** Facts and batches for these tests. */
final class Batches {

    static final LogId LOG = new LogId("cluster-1", "topic-1", 12);
    static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    static final Instant NOON = Instant.parse("2026-11-23T03:42:07.123Z");
    static final Place PLACE = new Place("330106003", "330106-0042");
    static final DinerId DINER = DinerId.registered(new UUID(0xfedcba9876543210L, 0x00ff00ff00ff00ffL));
    static final DinerId UNREGISTERED = DinerId.unregistered(new UUID(-1, -1));

    private Batches() {}

    static Fact served(DinerId diner, int number) {
        return served(diner, number, PLACE);
    }

    static Fact served(DinerId diner, int number, Place place) {
        return new Fact(
                new UUID(number, 1),
                diner.registered() ? new UUID(number, 2) : diner.id(),
                diner,
                FactKind.SERVED,
                NOON,
                NOON.plusMillis(number),
                DAY,
                MealPeriod.LUNCH,
                ServiceMode.DINE_IN,
                diner.registered() ? DinerGroup.AGE_60_79 : DinerGroup.UNREGISTERED,
                1,
                place);
    }

    /** One served meal of a registered and one of an unregistered diner: a key of every kind. */
    static CountBatch everyKind() {
        return batch(0, 0, 2, Map.of(), List.of(served(DINER, 1), served(UNREGISTERED, 2)));
    }

    /** What follows on {@link #everyKind}, at the same keys. */
    static CountBatch everyKindAgain() {
        return batch(0, 2, 4, ledgers(everyKind()), moreFacts());
    }

    private static List<Fact> moreFacts() {
        Fact served = served(UNREGISTERED, 2);
        Fact voided = new Fact(
                new UUID(4, 1), served.orderId(), UNREGISTERED, FactKind.VOIDED, NOON, NOON.plusMillis(4), DAY,
                served.period(), served.mode(), served.group(), 1, PLACE);
        Place elsewhere = new Place("330106004", "330106-0043");
        DinerId another = DinerId.registered(new UUID(0, 1));
        return List.of(served(DINER, 3), served(another, 5, elsewhere), voided);
    }

    /** The ledgers of a batch by diner. */
    static Map<DinerId, DinerLedger> ledgers(CountBatch batch) {
        return batch.ledgers().stream().collect(Collectors.toMap(DinerLedger::diner, Function.identity()));
    }

    static CountBatch batch(int partition, long from, long to, Map<DinerId, DinerLedger> ledgers, List<Fact> facts) {
        FactsFolded fold = new FactsFolded(ledgers);
        for (Fact fact : facts) {
            if (fold.add(fact).isPresent()) {
                throw new IllegalArgumentException("refused: " + fact);
            }
        }
        return fold.batch(LOG, partition, from, to);
    }
}
