package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.allcity.counts.Place;
import org.allcity.counts.ServedMonth;
import org.allcity.counts.ServiceMode;
import org.allcity.schema.Id;
import org.allcity.schema.ReleasedSchemas;
import org.allcity.schema.SchemaClasses;
import org.allcity.schema.StoredLedger;
import org.apache.avro.message.BinaryMessageDecoder;

/** Reads ledgers as they lie in Redis, by their schema alone. */
final class StoredLedgers {

    private static final BinaryMessageDecoder<StoredLedger> DECODER =
            new BinaryMessageDecoder<>(new SchemaClasses(), StoredLedger.getClassSchema());

    static {
        ReleasedSchemas.of("StoredLedger").forEach(DECODER::addSchema);
    }

    private StoredLedgers() {}

    /** The position before which a ledger knows all of its diner's records. */
    static long next(byte[] bytes) {
        return stored(bytes).getNext();
    }

    private static StoredLedger stored(byte[] bytes) {
        try {
            return DECODER.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DinerLedger decode(DinerId diner, byte[] bytes) {
        StoredLedger stored = stored(bytes);
        List<Fact> facts = new ArrayList<>();
        stored.getOrders().forEach(order -> order.getFacts().forEach(fact -> facts.add(new Fact(
                uuid(fact.getEventId()),
                uuid(order.getOrderId()),
                diner,
                FactKind.valueOf(fact.getKind().name()),
                fact.getOccurredAt(),
                fact.getReceivedAt(),
                fact.getServiceDate(),
                MealPeriod.valueOf(fact.getPeriod().name()),
                ServiceMode.valueOf(fact.getMode().name()),
                DinerGroup.valueOf(fact.getGroup().name()),
                fact.getServings(),
                place(fact.getSubdistrict(), fact.getPoint())))));
        List<ServedMonth> months = stored.getServedMonths().stream()
                .map(month -> new ServedMonth(
                        YearMonth.of(month.getMonth() / 100, month.getMonth() % 100),
                        place(month.getSubdistrict(), month.getPoint()),
                        month.getSenior()))
                .toList();
        return DinerLedger.restored(diner, stored.getLatestReceivedAt(), months, facts);
    }

    private static Place place(int subdistrict, long point) {
        String digits = String.format("%010d", point);
        return new Place(String.format("%09d", subdistrict), digits.substring(0, 6) + "-" + digits.substring(6));
    }

    private static UUID uuid(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
