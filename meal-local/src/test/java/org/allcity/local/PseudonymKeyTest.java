package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymKeyTest {

    @TempDir
    Path temp;
    Path file;

    @BeforeEach
    void nameTheFile() {
        file = temp.resolve("pseudonym.key");
    }

    @Test
    void isTheSameAtEveryStart() {
        String first = PseudonymKey.keptIn(file);

        assertThat(PseudonymKey.keptIn(file)).isEqualTo(first).hasSize(64);
    }

    @Test
    void showsThatItWasMadeToTryThings() {
        assertThat(PseudonymKey.keptIn(file)).startsWith("10ca110ca1");
    }

    @Test
    void isAnotherOneInAnotherFolder() {
        assertThat(PseudonymKey.keptIn(file)).isNotEqualTo(PseudonymKey.keptIn(temp.resolve("other.key")));
    }

    @Test
    void canBeReadByItsOwnerOnly() throws Exception {
        PseudonymKey.keptIn(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void isNeverReplacedWhenDamaged() throws Exception {
        Files.writeString(file, "abc");

        assertThatThrownBy(() -> PseudonymKey.keptIn(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("not a pseudonym key (expected: 64 hex digits")
                .message().doesNotContain("abc");
        assertThat(file).hasContent("abc");
    }

    @Test
    void isMadeWholeAfterAStartThatWasCutShort() throws Exception {
        Files.writeString(temp.resolve("pseudonym.key.new"), "half");

        assertThat(PseudonymKey.keptIn(file)).hasSize(64);
    }
}
