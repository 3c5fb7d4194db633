package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.allcity.schema.Capture;
import org.allcity.schema.DinerGroup;
import org.allcity.schema.FactKind;
import org.allcity.schema.Id;
import org.allcity.schema.MealFact;
import org.allcity.schema.MealPeriod;
import org.allcity.schema.ServiceMode;
import org.allcity.schema.VerifiedBy;

/** A noon's events from a seed: as a terminal sends them, and as the records that they become. */
final class MealEvents {

    static final String POINT = "330106-0042";
    static final String PSEUDONYM_KEY = "0123456789abcdef0123456789abcdef";

    private static final int DINERS = 300_000;
    private static final ZoneId SERVICE_ZONE = ZoneId.of("Asia/Shanghai");

    private final List<Event> events = new ArrayList<>();

    MealEvents(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < count; i++) {
            events.add(Event.random(random, now));
        }
    }

    int count() {
        return events.size();
    }

    /** Bodies of so many events each: an object for one, an array for more. */
    List<byte[]> asTerminalsSend(int eventsPerRequest) {
        return bodies(eventsPerRequest, batch -> {
            String joined = batch.stream().map(Event::json).collect(Collectors.joining(","));
            return eventsPerRequest == 1 ? joined : "[" + joined + "]";
        });
    }

    /** The same events as the Kafka Bridge takes records: key and value in base64. */
    List<byte[]> asBridgeRecords(int eventsPerRequest) {
        Base64.Encoder base64 = Base64.getEncoder();
        return bodies(eventsPerRequest, batch -> batch.stream()
                .map(Event::record)
                .map(entry -> "{\"key\":\"" + base64.encodeToString(entry.key()) + "\",\"value\":\""
                        + base64.encodeToString(entry.value()) + "\"}")
                .collect(Collectors.joining(",", "{\"records\":[", "]}")));
    }

    List<Entry> asRecords() {
        return events.stream().map(Event::record).toList();
    }

    private List<byte[]> bodies(int eventsPerRequest, java.util.function.Function<List<Event>, String> body) {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from + eventsPerRequest <= events.size(); from += eventsPerRequest) {
            bodies.add(body.apply(events.subList(from, from + eventsPerRequest)).getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    /** Key and value of one record of the topic. */
    record Entry(byte[] key, byte[] value) {}

    private record Event(
            UUID eventId, UUID orderId, Instant occurredAt, ServiceMode mode, String citizenId, DinerGroup group,
            String homeDistrict, VerifiedBy verifiedBy, int priceFen) {

        private static final DinerGroup[] GROUPS = {
            DinerGroup.AGE_60_79, DinerGroup.AGE_80_89, DinerGroup.AGE_90_PLUS, DinerGroup.UNDER_60, DinerGroup.STAFF};

        static Event random(SplittableRandom random, Instant now) {
            return new Event(
                    new UUID(random.nextLong(), random.nextLong()),
                    new UUID(random.nextLong(), random.nextLong()),
                    now.minusSeconds(random.nextInt(3_600)),
                    ServiceMode.values()[random.nextInt(3)],
                    "3301%014d".formatted(random.nextInt(DINERS) * 7_919L),
                    GROUPS[random.nextInt(GROUPS.length)],
                    "33010" + (1 + random.nextInt(9)),
                    VerifiedBy.values()[random.nextInt(4)],
                    1_000 + 50 * random.nextInt(20));
        }

        String json() {
            return """
                    {"eventId":"%s","orderId":"%s","fact":"SERVED","occurredAt":"%s","serviceDate":"%s","period":"LUNCH",\
                    "mode":"%s","servings":1,"diner":{"citizenId":"%s","group":"%s","homeDistrict":"%s","verifiedBy":"%s"},\
                    "priceFen":%d,"subsidyFen":300,"reason":null,"capture":"LIVE"}"""
                    .formatted(eventId, orderId, occurredAt.atZone(SERVICE_ZONE).toOffsetDateTime(), serviceDate(), mode,
                            citizenId, group, homeDistrict, verifiedBy, priceFen);
        }

        Entry record() {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(PSEUDONYM_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                byte[] key = java.util.Arrays.copyOf(mac.doFinal(citizenId.getBytes(StandardCharsets.UTF_8)), 16);
                MealFact fact = new MealFact(bytes(eventId), bytes(orderId), new Id(key), true, FactKind.SERVED, occurredAt,
                        Instant.now(), serviceDate(), MealPeriod.LUNCH, mode, group, 1, POINT, POINT.substring(0, 6),
                        POINT.substring(0, 6) + "003", "bench-1", homeDistrict, verifiedBy, priceFen, 300, null, Capture.LIVE);
                ByteBuffer value = fact.toByteBuffer();
                byte[] valueBytes = new byte[value.remaining()];
                value.get(valueBytes);
                return new Entry(key, valueBytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private LocalDate serviceDate() {
            return LocalDate.ofInstant(occurredAt, SERVICE_ZONE);
        }

        private static Id bytes(UUID id) {
            return new Id(ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array());
        }
    }
}
