package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PseudonymsTest {

    @Test
    void areTheFirstHalfOfHmacSha256() {
        // RFC 4231, test case 2.
        Pseudonyms pseudonyms = new Pseudonyms("Jefe".getBytes(StandardCharsets.US_ASCII));

        DinerKey key = pseudonyms.of("what do ya want for nothing?");

        assertThat(HexFormat.of().formatHex(key.bytes())).isEqualTo("5bdcc146bf60754e6a042426089575c7");
        assertThat(key.registered()).isTrue();
    }

    @Test
    void areTheSameOnEveryThread() {
        Pseudonyms pseudonyms = new Pseudonyms(new byte[32]);
        DinerKey expected = pseudonyms.of("33010619450101123X");

        assertThat(IntStream.range(0, 10_000).parallel().mapToObj(i -> pseudonyms.of("33010619450101123X")).distinct().toList())
                .containsExactly(expected);
    }

    @Test
    void differUnderAnotherKey() {
        byte[] otherKey = new byte[32];
        otherKey[31] = 1;

        assertThat(new Pseudonyms(new byte[32]).of("1234")).isNotEqualTo(new Pseudonyms(otherKey).of("1234"));
    }

    @Test
    void unregisteredDinersAreTheirOrder() {
        DinerKey key = DinerKey.unregistered(UUID.fromString("0193a1f2-0000-7000-8000-0000000000ff"));

        assertThat(HexFormat.of().formatHex(key.bytes())).isEqualTo("0193a1f2000070008000" + "0000000000ff");
        assertThat(key.registered()).isFalse();
    }
}
