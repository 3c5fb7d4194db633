package org.allcity.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that were once written must be read for ever, and the same value must give the same bytes. */
class GoldenBytesTest {

    static final List<SpecificRecordBase> EXAMPLES = List.of(mealFact(), pointRegistered(), terminalRegistered(), storedLedger());

    static Stream<Object[]> everyReleasedVersion() {
        return EXAMPLES.stream().flatMap(example -> IntStream
                .rangeClosed(1, Released.versionCount(example.getSchema().getName()))
                .mapToObj(version -> new Object[] {example, version}));
    }

    @ParameterizedTest
    @MethodSource("everyReleasedVersion")
    void readsTheBytesOfEveryReleasedVersion(SpecificRecordBase example, int version) throws IOException {
        String record = example.getSchema().getName();
        BinaryMessageDecoder<SpecificRecordBase> decoder =
                new BinaryMessageDecoder<>(new SchemaClasses(), example.getSchema());
        Released.versions(record).forEach(decoder::addSchema);

        SpecificRecordBase decoded = decoder.decode(HexFormat.of().parseHex(golden(record, version)));

        assertThat(decoded).isEqualTo(example);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void writesTheBytesOfTheNewestVersion(SpecificRecordBase example) throws IOException {
        String record = example.getSchema().getName();
        BinaryMessageEncoder<SpecificRecordBase> encoder =
                new BinaryMessageEncoder<>(example.getSpecificData(), example.getSchema());

        String encoded = hex(encoder.encode(example));

        int version = Released.versionCount(record);
        assertThat(encoded)
                .as(() -> "proposed: " + Released.propose("golden/" + record + ".v" + version + ".hex", encoded))
                .isEqualTo(golden(record, version));
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void bytesBeginWithTheMarkerAndTheSchemasFingerprint(SpecificRecordBase example) throws IOException {
        String record = example.getSchema().getName();
        byte[] fingerprint = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SchemaNormalization.parsingFingerprint64(Released.today(record))).array();

        assertThat(golden(record, Released.versionCount(record))).startsWith("c301" + HexFormat.of().formatHex(fingerprint));
    }

    private static String golden(String record, int version) throws IOException {
        String name = "/golden/" + record + ".v" + version + ".hex";
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream(name)) {
            return in == null ? "no file " + name : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private static String hex(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return HexFormat.of().formatHex(array);
    }

    private static MealFact mealFact() {
        return MealFact.newBuilder()
                .setEventId(id(1)).setOrderId(id(2)).setDiner(id(3)).setRegistered(true)
                .setKind(FactKind.VOIDED)
                .setOccurredAt(Instant.parse("2026-11-23T03:42:07.123Z"))
                .setReceivedAt(Instant.parse("2026-11-23T03:42:08.456Z"))
                .setServiceDate(LocalDate.of(2026, 11, 23))
                .setPeriod(MealPeriod.LUNCH).setMode(ServiceMode.HOME_DELIVERY).setGroup(DinerGroup.AGE_80_89)
                .setServings(2)
                .setPoint("330106-0042").setDistrict("330106").setSubdistrict("330106003").setTerminal("T-0042.1")
                .setHomeDistrict("330102").setVerifiedBy(VerifiedBy.CARD)
                .setPriceFen(1500).setSubsidyFen(300).setReason("MISTAKE").setCapture(Capture.OFFLINE)
                .build();
    }

    private static PointRegistered pointRegistered() {
        // One window only: the order of a map's entries in the bytes is not promised.
        return PointRegistered.newBuilder()
                .setPointId("330106-0042").setName("翠苑街道助餐点").setDistrict("330106").setSubdistrict("330106003")
                .setWindows(Map.of("LUNCH", "10:30-13:30")).setLatitude(30.28).setLongitude(120.12)
                .build();
    }

    private static TerminalRegistered terminalRegistered() {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 0xa5);
        return TerminalRegistered.newBuilder()
                .setTerminalId("T-0042.1").setPointId("330106-0042").setTokenHash(new TokenHash(hash))
                .build();
    }

    private static StoredLedger storedLedger() {
        StoredFact fact = StoredFact.newBuilder()
                .setEventId(id(1)).setKind(FactKind.SERVED)
                .setOccurredAt(Instant.parse("2026-11-23T03:42:07.123Z"))
                .setReceivedAt(Instant.parse("2026-11-23T03:42:08.456Z"))
                .setServiceDate(LocalDate.of(2026, 11, 23))
                .setPeriod(MealPeriod.LUNCH).setMode(ServiceMode.DINE_IN).setGroup(DinerGroup.AGE_60_79)
                .setServings(1).setSubdistrict(330106003).setPoint(3301060042L)
                .build();
        StoredServedMonth served = StoredServedMonth.newBuilder()
                .setMonth(202609).setSubdistrict(330106003).setPoint(3301060042L).setSenior(true)
                .build();
        return StoredLedger.newBuilder()
                .setLatestReceivedAt(Instant.parse("2026-11-23T03:42:08.456Z"))
                .setServedMonths(List.of(served))
                .setOrders(List.of(StoredOrder.newBuilder().setOrderId(id(2)).setFacts(List.of(fact)).build()))
                .build();
    }

    private static Id id(int last) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) 0xf0;
        bytes[15] = (byte) last;
        return new Id(bytes);
    }
}
