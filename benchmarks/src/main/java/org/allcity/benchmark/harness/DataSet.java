package org.allcity.benchmark.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import org.allcity.benchmark.expect.ExpectedFile;
import org.allcity.benchmark.generate.Workload;

/** A workload that was generated: a broker's folder with the topic in it, and the expected counts beside it. */
record DataSet(Path folder, Workload.Size size) {

    static final String CITY = "330100";
    static final String TOPIC = "meal-events." + CITY;
    static final String PREFIX = "{" + CITY + "}:1:";
    static final int PARTITIONS = 12;

    private static final String EXPECTED = "expected.gz";

    static DataSet of(Path data, Workload.Size size) {
        return new DataSet(data.resolve("set-" + size), size);
    }

    /** Refuses when it was not generated to its end. */
    DataSet expectGenerated() {
        if (!Files.exists(folder.resolve(EXPECTED))) {
            throw new RefusedException("no such events: " + size + " (expected: made by benchmarks/run generate " + size.events()
                    + " --diners " + size.diners() + " --seed " + size.seed() + ")");
        }
        return this;
    }

    Path broker() {
        return folder.resolve("broker");
    }

    ExpectedFile expected() {
        return new ExpectedFile(folder.resolve(EXPECTED));
    }
}
