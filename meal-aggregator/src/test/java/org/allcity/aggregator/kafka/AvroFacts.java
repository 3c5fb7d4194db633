package org.allcity.aggregator.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/** AvroFacts as ingest would put them into the topic. */
final class AvroFacts {

    static final LocalDate DAY = LocalDate.parse("2026-11-23");
    static final Instant RECEIVED = Instant.parse("2026-11-23T04:00:00Z");

    private AvroFacts() {}

    /** A meal for diner number {@code diner}, whose order id is made from {@code order}. */
    static MealFact served(int diner, int order) {
        return MealFact.newBuilder()
                .setEventId(id(order))
                .setOrderId(id(order))
                .setDiner(id(diner))
                .setRegistered(true)
                .setKind(FactKind.SERVED)
                .setOccurredAt(RECEIVED.minusSeconds(60))
                .setReceivedAt(RECEIVED)
                .setServiceDate(DAY)
                .setPeriod(MealPeriod.LUNCH)
                .setMode(ServiceMode.DINE_IN)
                .setGroup(DinerGroup.AGE_60_79)
                .setServings(1)
                .setPoint("330106-0042")
                .setDistrict("330106")
                .setSubdistrict("330106003")
                .setTerminal("t-1")
                .setCapture(Capture.LIVE)
                .build();
    }

    static Id id(int number) {
        UUID id = new UUID(0x0193_a1f2_0000_7000L, number);
        return new Id(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    static byte[] value(MealFact fact) {
        try {
            ByteBuffer buffer = MealFact.getEncoder().encode(fact);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int partition(MealFact fact, int partitions) {
        return Utils.toPositive(Utils.murmur2(fact.getDiner().bytes())) % partitions;
    }

    static ProducerRecord<byte[], byte[]> record(String topic, int partitions, MealFact fact) {
        return new ProducerRecord<>(topic, partition(fact, partitions), fact.getDiner().bytes(), value(fact));
    }
}
