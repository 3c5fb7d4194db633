package org.allcity.counts.redis;

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
import org.allcity.counts.StoreDamagedException;
import org.allcity.schema.Id;
import org.allcity.schema.SchemaClasses;
import org.allcity.schema.StoredFact;
import org.allcity.schema.StoredLedger;
import org.allcity.schema.StoredOrder;
import org.allcity.schema.StoredServedMonth;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;

/** Ledgers as bytes: {@link StoredLedger} in Avro's single-object encoding. Whose ledger it is, its key tells. */
final class LedgerCodec {

    private static final int DISTRICT_DIGITS = 6;

    // Encoders reuse a buffer per thread; decoders are safe for several threads.
    private static final SpecificData CLASSES = new SchemaClasses();
    private static final BinaryMessageEncoder<StoredLedger> ENCODER =
            new BinaryMessageEncoder<>(CLASSES, StoredLedger.getClassSchema());
    private static final BinaryMessageDecoder<StoredLedger> DECODER =
            new BinaryMessageDecoder<>(CLASSES, StoredLedger.getClassSchema());

    private LedgerCodec() {}

    static byte[] encode(DinerLedger ledger) {
        StoredLedger stored = new StoredLedger();
        stored.setLatestReceivedAt(ledger.latestReceivedAt());
        stored.setServedMonths(ledger.servedMonths().stream().map(LedgerCodec::stored).toList());
        List<StoredOrder> orders = new ArrayList<>(ledger.factsByOrder().size());
        ledger.factsByOrder().forEach((orderId, facts) ->
                orders.add(new StoredOrder(id(orderId), facts.stream().map(LedgerCodec::stored).toList())));
        stored.setOrders(orders);
        try {
            ByteBuffer encoded = ENCODER.encode(stored);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("ledger: cannot be encoded", e);
        }
    }

    /**
     * The ledger that a key holds.
     *
     * @throws StoreDamagedException when it is none, or one of a schema that is not known here: never taken for an empty one
     */
    static DinerLedger decode(String key, DinerId diner, byte[] bytes) {
        try {
            StoredLedger stored = DECODER.decode(bytes);
            List<Fact> facts = new ArrayList<>();
            for (StoredOrder order : stored.getOrders()) {
                UUID orderId = uuid(order.getOrderId());
                for (StoredFact fact : order.getFacts()) {
                    facts.add(fact(diner, orderId, fact));
                }
            }
            return DinerLedger.restored(
                    diner,
                    stored.getLatestReceivedAt(),
                    stored.getServedMonths().stream().map(LedgerCodec::servedMonth).toList(),
                    facts);
        } catch (IOException | RuntimeException e) {
            // Whatever bytes may stand there: Avro answers with exceptions of many kinds.
            throw new StoreDamagedException(
                    key + ": " + RedisCalls.oneLine(e) + " (expected: a ledger of a schema that this version knows)");
        }
    }

    private static StoredServedMonth stored(ServedMonth served) {
        return new StoredServedMonth(
                served.month().getYear() * 100 + served.month().getMonthValue(),
                subdistrictNumber(served.place()),
                pointNumber(served.place()),
                served.senior());
    }

    private static ServedMonth servedMonth(StoredServedMonth stored) {
        return new ServedMonth(
                YearMonth.of(stored.getMonth() / 100, stored.getMonth() % 100),
                place(stored.getSubdistrict(), stored.getPoint()),
                stored.getSenior());
    }

    private static StoredFact stored(Fact fact) {
        return new StoredFact(
                id(fact.eventId()),
                stored(fact.kind()),
                fact.occurredAt(),
                fact.receivedAt(),
                fact.serviceDate(),
                stored(fact.period()),
                stored(fact.mode()),
                stored(fact.group()),
                fact.servings(),
                subdistrictNumber(fact.place()),
                pointNumber(fact.place()));
    }

    private static Fact fact(DinerId diner, UUID orderId, StoredFact stored) {
        return new Fact(
                uuid(stored.getEventId()),
                orderId,
                diner,
                FactKind.valueOf(stored.getKind().name()),
                stored.getOccurredAt(),
                stored.getReceivedAt(),
                stored.getServiceDate(),
                MealPeriod.valueOf(stored.getPeriod().name()),
                ServiceMode.valueOf(stored.getMode().name()),
                DinerGroup.valueOf(stored.getGroup().name()),
                stored.getServings(),
                place(stored.getSubdistrict(), stored.getPoint()));
    }

    private static org.allcity.schema.FactKind stored(FactKind kind) {
        return org.allcity.schema.FactKind.valueOf(kind.name());
    }

    private static org.allcity.schema.MealPeriod stored(MealPeriod period) {
        return org.allcity.schema.MealPeriod.valueOf(period.name());
    }

    private static org.allcity.schema.ServiceMode stored(ServiceMode mode) {
        return org.allcity.schema.ServiceMode.valueOf(mode.name());
    }

    private static org.allcity.schema.DinerGroup stored(DinerGroup group) {
        return org.allcity.schema.DinerGroup.valueOf(group.name());
    }

    private static int subdistrictNumber(Place place) {
        return Integer.parseInt(place.subdistrict());
    }

    private static long pointNumber(Place place) {
        return Long.parseLong(place.point().replace("-", ""));
    }

    private static Place place(int subdistrict, long point) {
        String digits = Long.toString(point);
        return new Place(
                Integer.toString(subdistrict),
                digits.substring(0, DISTRICT_DIGITS) + "-" + digits.substring(DISTRICT_DIGITS));
    }

    private static Id id(UUID uuid) {
        return new Id(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    private static UUID uuid(Id id) {
        ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
