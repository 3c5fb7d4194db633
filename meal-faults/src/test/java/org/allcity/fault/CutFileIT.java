package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The append-only file is cut off anywhere, as by a power cut, and loaded again. */
class CutFileIT {

    /** An aggregator goes on from one load in so many. */
    private static final int GOES_ON_EACH = 20;

    private final RunningCity running = RunningCity.take();

    @Test
    void isExactAtItsOwnPositionWhereverTheFileIsCut() throws IOException {
        int cuts = Faults.count(8, 500);
        SplittableRandom random = new SplittableRandom(running.city().seed());
        running.city().load().burst(3_000);
        running.city().awaitFresh();
        // Each cut is compared with a recount of the whole log, so it must not grow under hundreds of them.
        int rate = running.city().load().rate();
        running.city().load().rate(0);
        byte[] file = Files.readAllBytes(running.redis().appendOnlyFile());
        int first = afterSnapshot(file);
        long cells = 0;
        RedisProcess scratch = RedisProcess.start(RedisProcess.SNAPSHOTS_ONLY);
        scratch.close();
        for (int i = 1; i <= cuts; i++) {
            scratch.configure(List.of("appendonly yes", "appendfsync everysec", "save \"\"", "aof-load-truncated yes"));
            Files.write(scratch.appendOnlyFile(), Arrays.copyOf(file, first + random.nextInt(file.length - first + 1)));
            scratch.start();
            try (Truth truth = running.city().truthOf(scratch)) {
                Truth.Verdict verdict = truth.compareAll();
                assertThat(verdict.told()).as("wrong after cut %d (seed %d)", i, running.city().seed()).isEmpty();
                cells += verdict.cells();
            }
            if (i % GOES_ON_EACH == 0) {
                running.redis().close();
                running.switchTo(scratch);
                running.city().load().burst(200);
                running.city().awaitFresh();
                scratch = RedisProcess.start(RedisProcess.SNAPSHOTS_ONLY);
            }
            scratch.close();
        }
        running.city().load().rate(rate);
        running.city().alsoCompared(cuts, cells);

        running.proveExact("append-only file cut at any byte and loaded again", cuts, "seeks{cause=position_differs}");
    }

    /** Where the part begins that was appended: a rewritten file starts with a snapshot, without which Redis does not start at all. */
    private static int afterSnapshot(byte[] file) {
        if (!new String(file, 0, 5, StandardCharsets.ISO_8859_1).equals("REDIS")) {
            return 0;
        }
        String select = "*2\r\n$6\r\nSELECT\r\n";
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(select);
    }
}
