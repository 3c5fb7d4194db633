package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.UUID;
import org.allcity.counts.DinerId;
import org.allcity.counts.Fact;
import org.allcity.schema.MealFact;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class FactDecoderTest {

    private static final int PARTITIONS = 12;
    private final FactDecoder decoder = new FactDecoder();

    @Test
    void readsWhatIngestWrites() throws UnreadableRecordException {
        MealFact avro = Facts.served(7, 8);

        Fact fact = decode(avro, Facts.value(avro));

        assertThat(fact.diner()).isEqualTo(DinerId.registered(new UUID(0x0193_a1f2_0000_7000L, 7)));
        assertThat(fact.orderId()).isEqualTo(new UUID(0x0193_a1f2_0000_7000L, 8));
        assertThat(fact.serviceDate()).isEqualTo(Facts.DAY);
        assertThat(fact.receivedAt()).isEqualTo(Facts.RECEIVED);
        assertThat(fact.place().point()).isEqualTo("330106-0042");
    }

    @Test
    void findsEveryBrokenRecordUnreadableAndNoneFatal() {
        MealFact avro = Facts.served(7, 8);
        byte[] whole = Facts.value(avro);
        Random random = new Random(20261123);
        int unreadable = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] broken = random.nextBoolean() ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int flips = random.nextInt(4); flips >= 0 && broken.length > 10; flips--) {
                broken[10 + random.nextInt(broken.length - 10)] = (byte) random.nextInt(256);
            }
            try {
                decode(avro, broken);
            } catch (UnreadableRecordException e) {
                unreadable++;
                assertThat(e.reason()).matches("[a-z_]+");
            }
        }

        assertThat(unreadable).isGreaterThan(25_000);
    }

    @Test
    void refusesAFactUnderAnotherKeyOrInAnotherPartition() {
        MealFact avro = Facts.served(7, 8);
        byte[] value = Facts.value(avro);
        int right = Facts.partition(avro, PARTITIONS);

        assertThatThrownBy(() -> decoder.decode(
                        new ConsumerRecord<>("t", right, 0, Facts.id(9).bytes(), value), PARTITIONS))
                .isInstanceOfSatisfying(UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("key_differs"));
        assertThatThrownBy(() -> decoder.decode(
                        new ConsumerRecord<>("t", (right + 1) % PARTITIONS, 0, avro.getDiner().bytes(), value), PARTITIONS))
                .isInstanceOfSatisfying(
                        UnreadableRecordException.class, e -> assertThat(e.reason()).isEqualTo("wrong_partition"));
    }

    private Fact decode(MealFact avro, byte[] value) throws UnreadableRecordException {
        return decoder.decode(
                new ConsumerRecord<>("t", Facts.partition(avro, PARTITIONS), 0, avro.getDiner().bytes(), value), PARTITIONS);
    }
}
