package org.allcity.benchmark.jmh;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.generate.Workload;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.Facts;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Place;
import org.allcity.counts.ServiceMode;

/** The generator's events as facts, at offsets from 0. */
public final class SampleFacts {

    private SampleFacts() {}

    public static Facts of(int events, int diners) {
        Workload.Encoding encoding = Workload.encoding(new Workload.Size(events, diners, 42));
        MealEvent event = new MealEvent();
        Facts facts = new Facts();
        for (int i = 0; i < events; i++) {
            facts.add(i, fact(event.decode(encoding.encode(i))));
        }
        return facts;
    }

    private static Fact fact(MealEvent event) {
        // 3301 stands before district and subdistrict, as in 330106003:330106-0042.
        String[] path = org.allcity.benchmark.event.Place.path(event.place).split(":");
        return new Fact(
                new UUID(event.eventHigh, event.eventLow),
                new UUID(event.orderHigh, event.orderLow),
                new DinerId(event.registered, new UUID(event.dinerHigh, event.dinerLow)),
                FactKind.values()[event.kind],
                Instant.ofEpochMilli(event.occurredAt),
                Instant.ofEpochMilli(event.receivedAt),
                LocalDate.ofEpochDay(event.day),
                MealPeriod.values()[event.period],
                ServiceMode.values()[event.mode],
                DinerGroup.values()[event.group],
                event.servings,
                new Place(path[0], path[1]));
    }
}
