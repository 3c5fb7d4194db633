package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RejectionCodesTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "http-api.md");

    @Test
    void areThoseThatTerminalsAreTold() throws IOException {
        List<String> told = Pattern.compile("\\| `([A-Z_]+)` \\| ").matcher(Files.readString(DOCUMENT)).results()
                .map(row -> row.group(1)).toList();

        assertThat(Verdict.Rejected.CODES).containsExactlyInAnyOrderElementsOf(told);
    }
}
