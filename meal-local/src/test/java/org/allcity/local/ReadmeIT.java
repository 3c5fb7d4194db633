package org.allcity.local;

import java.nio.file.Path;
import org.allcity.local.LocalPorts.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands, run as they stand there, give the answers that stand there. */
class ReadmeIT {

    @TempDir
    private Path folder;

    @Test
    void itsCommandsGiveItsAnswers() throws Exception {
        LocalPorts ports = FreePorts.forACity();
        try (DataFolder data = DataFolder.open(folder.resolve("data"));
                LocalCity city = LocalCity.start(data, ports, "", reason -> {})) {
            city.awaitReady(state -> {});

            Readme.expectItsAnswers(ports.of(Use.INGEST), ports.of(Use.BOARD), folder);
        }
    }
}
