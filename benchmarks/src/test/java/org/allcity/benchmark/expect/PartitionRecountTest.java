package org.allcity.benchmark.expect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allcity.benchmark.NaiveCells;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.generate.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionRecountTest {

    private static final Workload.Size SIZE = new Workload.Size(8_000, 200, 5);

    @Test
    void countsAsTheNaiveRecountDoes() {
        List<byte[]> log = new ArrayList<>();
        CellSums counts = new CellSums();
        PartitionRecount recount = new PartitionRecount(counts, new PointLists());
        MealEvent event = new MealEvent();

        new Workload(SIZE).play((key, value) -> {
            log.add(value);
            recount.add(event.decode(value));
        });
        recount.count();

        assertThat(NaiveCells.differences(NaiveCells.named(counts), NaiveCells.of(log))).isEmpty();
    }

    @Test
    void comesBackFromItsFile(@TempDir Path folder) {
        CellSums counts = new CellSums();
        PointLists points = new PointLists();
        PartitionRecount recount = new PartitionRecount(counts, points);
        MealEvent event = new MealEvent();
        new Workload(SIZE).play((key, value) -> recount.add(event.decode(value)));
        recount.count();
        ExpectedFile file = new ExpectedFile(folder.resolve("expected"));

        file.write(counts, new ExpectedFile.Rest(SIZE.events(), java.util.Set.of(1L), points.expected(), points.allowed()));
        CellSums read = new CellSums();
        ExpectedFile.Rest rest = file.read((scope, fields, amounts, n) -> {
            for (int i = 0; i < n; i++) {
                read.add(Cells.cell(scope, fields[i]), amounts[i]);
            }
        });

        assertThat(NaiveCells.differences(NaiveCells.named(read), NaiveCells.named(counts))).isEmpty();
        assertThat(rest).isEqualTo(new ExpectedFile.Rest(SIZE.events(), java.util.Set.of(1L), points.expected(), points.allowed()));
    }
}
