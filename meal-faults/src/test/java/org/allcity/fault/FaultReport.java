package org.allcity.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each fault in {@code target/faults-report.md}: what docs/reliability.md is written from. */
final class FaultReport {

    private static final Logger log = LoggerFactory.getLogger(FaultReport.class);
    private static final Path FILE = Path.of(System.getProperty("faults.report", "target/faults-report.md"));
    private static final String HEAD =
            "| fault | size | injected | seed | instants compared | cells compared | wrong | detected by | seconds until fresh: min / median / max |\n"
                    + "|---|---|---|---|---|---|---|---|---|\n";

    private FaultReport() {}

    static synchronized void add(
            String fault, int injected, long seed, long instants, long cells, long wrong, String detectedBy, List<Duration> fresh) {
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %,d | %,d | %d | %s | %s |%n",
                fault, Faults.isLong() ? "long" : "short", injected, seed, instants, cells, wrong, detectedBy, spread(fresh));
        log.info("{}", row.strip());
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            if (!Files.exists(FILE)) {
                Files.writeString(FILE, HEAD);
            }
            Files.writeString(FILE, row, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String spread(List<Duration> all) {
        if (all.isEmpty()) {
            return "-";
        }
        List<Duration> sorted = new ArrayList<>(all);
        sorted.sort(null);
        return String.format(
                Locale.ROOT,
                "%.1f / %.1f / %.1f",
                sorted.get(0).toMillis() / 1e3,
                sorted.get(sorted.size() / 2).toMillis() / 1e3,
                sorted.get(sorted.size() - 1).toMillis() / 1e3);
    }
}
