package org.allcity.counts.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagePackTest {

    @Test
    void writesAsTheSpecificationSays() {
        byte[] packed = new MessagePack()
                .texts(List.of("LI6m", ""))
                .numbers(List.of(0L, 127L, 128L, -1L, 1L << 52))
                .toByteArray();

        assertThat(HexFormat.of().formatHex(packed))
                .isEqualTo("dc0002" + "a44c49366d" + "a0"
                        + "dc0005" + "00" + "7f" + "d30000000000000080" + "d3ffffffffffffffff" + "d30010000000000000");
    }

    @Test
    void writesTextsAndListsUpToTheirBoundsOnly() {
        assertThat(new MessagePack().texts(List.of("x".repeat(31))).toByteArray()).hasSize(3 + 1 + 31);
        assertThat(new MessagePack().numbers(Collections.nCopies(65_535, 1L)).toByteArray()).hasSize(3 + 65_535);

        assertThatIllegalArgumentException().isThrownBy(() -> new MessagePack().texts(List.of("x".repeat(32))));
        assertThatIllegalArgumentException().isThrownBy(() -> new MessagePack().numbers(Collections.nCopies(65_536, 1L)));
    }
}
