package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessagePackTest {

    @Test
    void writesAsTheSpecificationSays() {
        MessagePack packing = new MessagePack();
        packing.array(2).text(RedisKeys.bytes("LI6m")).text(RedisKeys.bytes("")).array(5);
        for (long number : new long[] {0, 127, 128, -1, 1L << 52}) {
            packing.number(number);
        }
        byte[] packed = packing.toByteArray();

        assertThat(HexFormat.of().formatHex(packed))
                .isEqualTo("dc0002" + "a44c49366d" + "a0"
                        + "dc0005" + "00" + "7f" + "d30000000000000080" + "d3ffffffffffffffff" + "d30010000000000000");
    }

    @Test
    void writesTextsAndListsUpToTheirBoundsOnly() {
        assertThat(new MessagePack().text(RedisKeys.bytes("x".repeat(31))).toByteArray()).hasSize(1 + 31);
        assertThat(new MessagePack().array(65_535).toByteArray()).hasSize(3);

        assertThatIllegalArgumentException().isThrownBy(() -> new MessagePack().text(RedisKeys.bytes("x".repeat(32))));
        assertThatIllegalArgumentException().isThrownBy(() -> new MessagePack().array(65_536));
    }

    @Test
    void writesNumbersAsTextsOfTheirDigits() {
        for (long number : new long[] {0, 9, 10, 99, 100, 1_234_567_890, Long.MAX_VALUE}) {
            byte[] text = RedisKeys.bytes(Long.toString(number));

            assertThat(new MessagePack().digits(number).toByteArray()).isEqualTo(new MessagePack().text(text).toByteArray());
        }
    }

    @Test
    void startsAnewWhenItIsCleared() {
        MessagePack packing = new MessagePack().array(300).text(RedisKeys.bytes("x"));

        assertThat(packing.clear().number(7).toByteArray()).containsExactly(7);
    }
}
