package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temp;

    @Test
    void makesTheFolderWithItsVersion() throws Exception {
        Path folder = temp.resolve("a b/data");

        try (DataFolder data = DataFolder.open(folder)) {
            assertThat(data.root()).isEqualTo(folder.toRealPath());
        }

        assertThat(folder.resolve("VERSION")).hasContent("1");
    }

    @Test
    void opensAgainAfterItWasClosed() {
        DataFolder.open(temp).close();

        DataFolder.open(temp).close();
    }

    @Test
    void knowsWhetherACityWasSimulatedInIt() throws Exception {
        try (DataFolder data = DataFolder.open(temp)) {
            assertThat(data.wasSimulated()).isFalse();

            Files.createDirectories(data.simulator());

            assertThat(data.wasSimulated()).isTrue();
        }
    }

    @Test
    void goesOnAfterAStartThatWasCutShort() throws Exception {
        Files.createFile(temp.resolve("lock"));

        DataFolder.open(temp).close();

        assertThat(temp.resolve("VERSION")).exists();
    }

    @Test
    void refusesAFolderInUse() {
        try (DataFolder data = DataFolder.open(temp)) {
            assertRefused(data.root(), "in use by another ./run (stop that one, or give this one a folder of its own with --data)");
        }
    }

    @Test
    void refusesAnotherVersion() throws Exception {
        Files.writeString(temp.resolve("VERSION"), "2\n");

        assertRefused(temp, "version 2 (expected: 1; use the release that made it, or another folder with --data)");
    }

    @Test
    void refusesAFolderOfSomethingElse() throws Exception {
        Files.createFile(temp.resolve("thesis.odt"));

        assertRefused(temp, "holds files but no VERSION (expected: an empty folder, or one that ./run made)");
        assertThat(temp.resolve("lock")).doesNotExist();
    }

    @Test
    void refusesAFolderItCannotMake() throws Exception {
        Path file = Files.createFile(temp.resolve("file"));

        assertRefused(file.resolve("data"), "cannot be written");
    }

    @Test
    void releasesTheLockOfAFolderItRefuses() throws Exception {
        Files.writeString(temp.resolve("VERSION"), "2\n");
        assertRefused(temp, "version 2");

        Files.writeString(temp.resolve("VERSION"), "1\n");

        DataFolder.open(temp).close();
    }

    private static void assertRefused(Path folder, String reason) {
        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("Data folder " + folder + ": ")
                .hasMessageContaining(reason)
                .message().hasLineCount(1);
    }
}
