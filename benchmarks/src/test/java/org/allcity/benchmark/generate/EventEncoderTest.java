package org.allcity.benchmark.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.allcity.benchmark.NaiveCells;
import org.allcity.benchmark.event.Bytes;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.Place;
import org.allcity.schema.MealFact;
import org.junit.jupiter.api.Test;

class EventEncoderTest {

    private static final Workload.Size SIZE = new Workload.Size(5_000, 1_000, 42);

    @Test
    void writesTheBytesThatTheGeneratedClassWrites() throws IOException {
        List<byte[]> values = new ArrayList<>();

        new Workload(SIZE).play((key, value) -> values.add(value));

        for (byte[] value : values) {
            MealFact fact = NaiveCells.decode(value);
            ByteBuffer again = MealFact.getEncoder().encode(fact);
            assertThat(again).isEqualTo(ByteBuffer.wrap(value));
        }
    }

    @Test
    void isReadBackFlat() throws IOException {
        List<byte[]> values = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        MealEvent event = new MealEvent();

        new Workload(SIZE).play((key, value) -> {
            keys.add(key);
            values.add(value);
        });

        for (int i = 0; i < values.size(); i++) {
            MealFact fact = NaiveCells.decode(values.get(i));
            event.decode(values.get(i));
            assertThat(Bytes.id(event.eventHigh, event.eventLow)).isEqualTo(fact.getEventId().bytes());
            assertThat(Bytes.id(event.orderHigh, event.orderLow)).isEqualTo(fact.getOrderId().bytes());
            assertThat(Bytes.id(event.dinerHigh, event.dinerLow)).isEqualTo(fact.getDiner().bytes()).isEqualTo(keys.get(i));
            assertThat(event.registered).isEqualTo(fact.getRegistered());
            assertThat(event.kind).isEqualTo(fact.getKind().ordinal());
            assertThat(event.occurredAt).isEqualTo(fact.getOccurredAt().toEpochMilli());
            assertThat(event.receivedAt).isEqualTo(fact.getReceivedAt().toEpochMilli());
            assertThat(event.day).isEqualTo((int) fact.getServiceDate().toEpochDay());
            assertThat(event.period).isEqualTo(fact.getPeriod().ordinal());
            assertThat(event.mode).isEqualTo(fact.getMode().ordinal());
            assertThat(event.group).isEqualTo(fact.getGroup().ordinal());
            assertThat(event.servings).isEqualTo(fact.getServings());
            assertThat(Place.path(event.place)).isEqualTo(fact.getSubdistrict() + ":" + fact.getPoint());
        }
    }
}
