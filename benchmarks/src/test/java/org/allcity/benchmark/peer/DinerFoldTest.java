package org.allcity.benchmark.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allcity.benchmark.NaiveCells;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.benchmark.expect.PartitionRecount;
import org.allcity.benchmark.expect.PointLists;
import org.allcity.benchmark.generate.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DinerFoldTest {

    // Few diners, so that second meals and the void of a first one are common.
    private static final Workload.Size SIZE = new Workload.Size(8_000, 8, 11);

    @Test
    void countsAsTheRecountDoes() {
        assertThat(NaiveCells.differences(folded(log()), recounted(log()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void countsTheSameInAnyOrder(long seed) {
        List<byte[]> log = log();
        Collections.shuffle(log, new Random(seed));

        assertThat(NaiveCells.differences(folded(log), recounted(log))).isEmpty();
    }

    private static List<byte[]> log() {
        List<byte[]> log = new ArrayList<>();
        new Workload(SIZE).play((key, value) -> log.add(value));
        return log;
    }

    private static Map<String, Long> recounted(List<byte[]> log) {
        CellSums counts = new CellSums();
        PartitionRecount recount = new PartitionRecount(counts, new PointLists());
        log.forEach(value -> recount.add(new MealEvent().decode(value)));
        recount.count();
        return NaiveCells.named(counts);
    }

    private static Map<String, Long> folded(List<byte[]> log) {
        Map<String, byte[]> states = new HashMap<>();
        CellSums counts = new CellSums();
        DinerFold fold = new DinerFold();
        MealEvent event = new MealEvent();
        for (byte[] value : log) {
            event.decode(value);
            String diner = event.dinerHigh + "." + event.dinerLow + ".";
            String month = diner + ServiceDays.month(event.day);
            String year = diner + "y" + ServiceDays.year(event.day);
            if (fold.apply(states.get(month), event)) {
                states.put(month, fold.month);
                if (fold.needsYear()) {
                    fold.applyYear(states.get(year));
                    states.put(year, fold.year);
                }
                fold.finish();
                for (int i = 0; i < fold.size; i++) {
                    Changes.add(fold.changes[i], counts);
                }
            }
        }
        return NaiveCells.named(counts);
    }
}
