package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
import org.junit.jupiter.api.Test;

class LedgerCodecTest {

    private static final String KEY = "{330100}:diner:x";

    /** A ledger with every value of every field, each distinct from the others of its kind. */
    private static final DinerLedger FULL = full();

    private static final DinerLedger SMALL = DinerLedger.restored(
            Batches.DINER,
            Batches.NOON,
            List.of(new ServedMonth(YearMonth.of(2026, 9), Batches.PLACE, true)),
            List.of(Batches.served(Batches.DINER, 1)));

    @Test
    void readsBackWhatItWrote() {
        DinerLedger read = LedgerCodec.decode(KEY, Batches.DINER, LedgerCodec.encode(FULL));

        assertThat(read).isEqualTo(FULL);
        assertThat(read.latestReceivedAt()).isEqualTo(FULL.latestReceivedAt());
        assertThat(read.factsByOrder()).isEqualTo(FULL.factsByOrder());
    }

    @Test
    void readsBackLedgersOfNothing() {
        DinerLedger registered = DinerLedger.empty(Batches.DINER);
        DinerLedger unregistered = DinerLedger.restored(Batches.UNREGISTERED, Batches.NOON, List.of(), List.of());

        assertThat(LedgerCodec.decode(KEY, Batches.DINER, LedgerCodec.encode(registered))).isEqualTo(registered);
        assertThat(LedgerCodec.decode(KEY, Batches.UNREGISTERED, LedgerCodec.encode(unregistered))).isEqualTo(unregistered);
    }

    @Test
    void keepsAFactInFewBytes() {
        DinerLedger one = DinerLedger.restored(Batches.DINER, Batches.NOON, List.of(), List.of(Batches.served(Batches.DINER, 1)));

        assertThat(LedgerCodec.encode(one)).hasSizeLessThan(100);
    }

    @Test
    void refusesASchemaThatItDoesNotKnow() {
        byte[] bytes = LedgerCodec.encode(FULL);
        bytes[2] ^= 1;

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> LedgerCodec.decode(KEY, Batches.DINER, bytes))
                .withMessageContaining(KEY)
                .withMessageContaining("schema");
    }

    @Test
    void refusesBytesThatEndTooSoonWhereverTheyEnd() {
        byte[] bytes = LedgerCodec.encode(SMALL);

        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(StoreDamagedException.class)
                    .as("%d of %d bytes", length, bytes.length)
                    .isThrownBy(() -> LedgerCodec.decode(KEY, Batches.DINER, part))
                    .withMessageContaining(KEY);
        }
    }

    @Test
    void refusesALedgerThatStandsUnderAKeyOfAnotherKind() {
        byte[] registered = LedgerCodec.encode(FULL);

        assertThatExceptionOfType(StoreDamagedException.class)
                .isThrownBy(() -> LedgerCodec.decode(KEY, Batches.UNREGISTERED, registered))
                .withMessageContaining(KEY);
    }

    /** Written by version 1 of the schema. Whatever later versions write, this has to be read. */
    @Test
    void readsWhatEarlierVersionsWrote() {
        byte[] version1 = HexFormat.of().parseHex("c301d86390790d566370a6acf9e7c06802e2dd18a692e8ba0294b791cc18010002000000000000"
                + "00010000000000000002020000000000000001000000000000000104a6acf9e7c068a8acf9e7c068d8c40202000002a692e8ba0294b791cc180000");

        assertThat(LedgerCodec.decode(KEY, Batches.DINER, version1)).isEqualTo(SMALL);
    }

    private static DinerLedger full() {
        List<Fact> facts = new ArrayList<>();
        for (FactKind kind : FactKind.values()) {
            for (MealPeriod period : MealPeriod.values()) {
                for (ServiceMode mode : ServiceMode.values()) {
                    for (DinerGroup group : DinerGroup.values()) {
                        if (group != DinerGroup.UNREGISTERED) {
                            facts.add(fact(facts.size(), Batches.DINER, kind, period, mode, group));
                        }
                    }
                }
            }
        }
        List<ServedMonth> months = List.of(
                new ServedMonth(YearMonth.of(2026, 1), new Place("330106003", "330106-0000"), true),
                new ServedMonth(YearMonth.of(2026, 12), new Place("330182999", "330182-9999"), false));
        return DinerLedger.restored(Batches.DINER, Instant.parse("2026-12-31T15:59:59.999Z"), months, facts);
    }

    private static Fact fact(
            int number, DinerId diner, FactKind kind, MealPeriod period, ServiceMode mode, DinerGroup group) {
        return new Fact(
                new UUID(-number, number),
                new UUID(number / 4, -1),
                diner,
                kind,
                Batches.NOON.minusMillis(number),
                Batches.NOON.plusMillis(number),
                LocalDate.of(2026, 11, 1).plusDays(number % 60),
                period,
                mode,
                group,
                1 + number % 20,
                new Place("33010600" + number % 10, String.format("330106-%04d", number)));
    }
}
