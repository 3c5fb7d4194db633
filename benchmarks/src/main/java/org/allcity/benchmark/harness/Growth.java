package org.allcity.benchmark.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.allcity.benchmark.generate.Workload;

/** Does ours slow down with more events or more diners? Generates what is missing. */
final class Growth {

    private static final List<Long> EVENTS = List.of(2_000_000L, 18_000_000L);
    private static final List<Integer> DINERS = List.of(30_000, 300_000, 3_000_000);

    private final Path root;
    private final Path data;

    Growth(Path root, Path data) {
        this.root = root;
        this.data = data;
    }

    void run(int runs, long seed) {
        for (long events : EVENTS) {
            drain(new Workload.Size(events, 300_000, seed), runs);
        }
        for (int diners : DINERS) {
            if (diners != 300_000) {
                drain(new Workload.Size(EVENTS.get(0), diners, seed), runs);
            }
        }
    }

    private void drain(Workload.Size size, int runs) {
        DataSet set = DataSet.of(data, size);
        if (!Files.exists(set.folder().resolve("expected.gz"))) {
            new Generate(set).run();
        }
        new Drain(root, data).run(set, List.of(Contender.OURS), runs);
    }
}
