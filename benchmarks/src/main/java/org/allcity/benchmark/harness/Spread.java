package org.allcity.benchmark.harness;

import java.util.ArrayList;
import java.util.List;

/** Values of several runs. */
final class Spread {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    String text(String format) {
        List<Double> sorted = values.stream().sorted().toList();
        return (format + " / " + format + " / " + format).formatted(sorted.get(0), median(), sorted.get(sorted.size() - 1));
    }
}
