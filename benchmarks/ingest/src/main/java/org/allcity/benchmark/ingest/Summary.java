package org.allcity.benchmark.ingest;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Minimum, median and maximum of all runs, and how the medians compare. */
final class Summary {

    private Summary() {}

    static void print(Map<String, List<Figures>> all) {
        System.out.printf("%n%-30s %37s %29s %29s%n", "minimum / median / maximum", "events/s", "p50 ms", "p99 ms");
        all.forEach((what, runs) -> System.out.printf("%-30s %37s %29s %29s%n", what,
                spread(runs, Figures::eventsPerSecond, "%,.0f"), spread(runs, Figures::p50Ms, "%.2f"), spread(runs, Figures::p99Ms, "%.2f")));
        System.out.println();
        for (String what : all.keySet()) {
            if (what.startsWith("meal-ingest")) {
                ratio(all, what, what.replace("meal-ingest", "Kafka Bridge"));
                ratio(all, what, what.replace("meal-ingest", "stand-in"));
                if (!what.endsWith("single")) {
                    ratio(all, what, "bare producer");
                }
            }
        }
    }

    private static void ratio(Map<String, List<Figures>> all, String what, String other) {
        if (all.containsKey(other)) {
            System.out.printf(Locale.ROOT, "%s : %s = %.2f (medians)%n", what, other,
                    sorted(all.get(what), Figures::eventsPerSecond)[all.get(what).size() / 2]
                            / sorted(all.get(other), Figures::eventsPerSecond)[all.get(other).size() / 2]);
        }
    }

    private static String spread(List<Figures> runs, ToDoubleFunction<Figures> figure, String format) {
        double[] sorted = sorted(runs, figure);
        return String.format(Locale.ROOT, format + " / " + format + " / " + format,
                sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
    }

    private static double[] sorted(List<Figures> runs, ToDoubleFunction<Figures> figure) {
        return runs.stream().mapToDouble(figure).sorted().toArray();
    }
}
