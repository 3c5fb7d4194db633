package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.counts.Facts;
import org.allcity.schema.MealFact;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FactDecoderTest {

    private static final int PARTITIONS = 12;

    /** With an optional field more, before another one. */
    private static final Schema NEXT = new Schema.Parser()
            .parse(MealFact.getClassSchema().toString().replace(
                    "{\"name\":\"servings\"", "{\"name\":\"tray\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"servings\""));

    private final FactDecoder decoder = new FactDecoder();

    @Test
    void readsWhatIngestWrites() throws UnreadableRecordException {
        MealFact avro = AvroFacts.served(7, 8);

        Fact fact = decode(avro, AvroFacts.value(avro));

        assertThat(fact.diner()).isEqualTo(DinerId.registered(new UUID(0x0193_a1f2_0000_7000L, 7)));
        assertThat(fact.orderId()).isEqualTo(new UUID(0x0193_a1f2_0000_7000L, 8));
        assertThat(fact.serviceDate()).isEqualTo(AvroFacts.DAY);
        assertThat(fact.receivedAt()).isEqualTo(AvroFacts.RECEIVED);
        assertThat(fact.place().point()).isEqualTo("330106-0042");
    }

    @Test
    void readsFactsOfAnotherReleasedSchema() throws Exception {
        MealFact avro = AvroFacts.served(7, 8);
        FactDecoder upgraded = new FactDecoder(List.of(MealFact.getClassSchema(), NEXT));
        byte[] value = asNext(avro);

        Facts facts = new Facts();
        upgraded.decode(record(avro, value), PARTITIONS, facts);
        upgraded.decode(record(avro, AvroFacts.value(avro)), PARTITIONS, facts);

        assertThat(facts.fact(0)).isEqualTo(decode(avro, AvroFacts.value(avro))).isEqualTo(facts.fact(1));
        for (int length = 10; length < value.length; length++) {
            byte[] cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> upgraded.decode(record(avro, cut), PARTITIONS, facts))
                    .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("malformed"));
        }
    }

    @Test
    void rejectsWhateverBytesOfAnotherReleasedSchemaAndFailsAtNone() throws Exception {
        MealFact avro = AvroFacts.served(7, 8);
        FactDecoder upgraded = new FactDecoder(List.of(NEXT));
        byte[] whole = asNext(avro);
        Random random = new Random(20261128);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = whole.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                broken[10 + random.nextInt(broken.length - 10)] = (byte) random.nextInt(256);
            }
            try {
                upgraded.decode(record(avro, broken), PARTITIONS, new Facts());
            } catch (UnreadableRecordException e) {
                assertThat(e.reason()).matches("malformed|invalid|key_differs");
            }
        }
    }

    @Test
    void rejectsFactsOfASchemaThatIsNotReleasedYet() throws Exception {
        MealFact avro = AvroFacts.served(7, 8);
        byte[] value = asNext(avro);

        assertThatThrownBy(() -> decode(avro, value))
                .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("unknown_schema"));
    }

    /** As an ingest of the next release would write it, which knows a field more. */
    private static byte[] asNext(MealFact avro) throws IOException {
        GenericData.Record next = new GenericData.Record(NEXT);
        BinaryDecoder today = DecoderFactory.get().binaryDecoder(AvroFacts.value(avro), 10, AvroFacts.value(avro).length - 10, null);
        next = (GenericData.Record) new GenericDatumReader<GenericRecord>(MealFact.getClassSchema(), NEXT).read(next, today);
        next.put("tray", "blue");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), NEXT).encode(next, bytes);
        return bytes.toByteArray();
    }

    private static ConsumerRecord<byte[], byte[]> record(MealFact avro, byte[] value) {
        return new ConsumerRecord<>("t", AvroFacts.partition(avro, PARTITIONS), 0, avro.getDiner().bytes(), value);
    }

    /** Avro itself, slower. */
    @Test
    void readsAndRefusesWhateverBytesAsAvroDoes() {
        MealFact avro = AvroFacts.served(7, 8);
        byte[] whole = AvroFacts.value(avro);
        Random random = new Random(20261123);
        int unreadable = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] broken = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int flips = random.nextInt(4); flips > 0 && broken.length > 10; flips--) {
                broken[10 + random.nextInt(broken.length - 10)] = (byte) random.nextInt(256);
            }
            Optional<Fact> expected = ByAvro.decode(broken);
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 0, ByAvro.key(broken), broken);
            Optional<Fact> found = Optional.empty();
            try {
                found = Optional.of(decode(record, 1));
            } catch (UnreadableRecordException e) {
                unreadable++;
                assertThat(e.reason()).matches("[a-z_]+");
            }
            assertThat(found).as("%s", HexFormat.of().formatHex(broken)).isEqualTo(expected);
        }

        assertThat(unreadable).isBetween(30_000, 80_000);
    }

    @Test
    void refusesAFactUnderAnotherKeyOrInAnotherPartition() {
        MealFact avro = AvroFacts.served(7, 8);
        byte[] value = AvroFacts.value(avro);
        int right = AvroFacts.partition(avro, PARTITIONS);

        assertThatThrownBy(() -> decode(
                        new ConsumerRecord<>("t", right, 0, AvroFacts.id(9).bytes(), value), PARTITIONS))
                .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("key_differs"));
        assertThatThrownBy(() -> decode(
                        new ConsumerRecord<>("t", (right + 1) % PARTITIONS, 0, avro.getDiner().bytes(), value), PARTITIONS))
                .isInstanceOfSatisfying(
                        UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("wrong_partition"));
    }

    private Fact decode(MealFact avro, byte[] value) throws UnreadableRecordException {
        return decode(
                new ConsumerRecord<>("t", AvroFacts.partition(avro, PARTITIONS), 0, avro.getDiner().bytes(), value), PARTITIONS);
    }

    private Fact decode(ConsumerRecord<byte[], byte[]> record, int partitions) throws UnreadableRecordException {
        Facts facts = new Facts();
        decoder.decode(record, partitions, facts);
        return facts.fact(0);
    }
}
