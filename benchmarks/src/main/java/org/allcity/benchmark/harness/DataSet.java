package org.allcity.benchmark.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import org.allcity.benchmark.expect.ExpectedFile;
import org.allcity.benchmark.generate.Workload;

/**
 * A workload that was generated: the brokers' folder with the topic in it, and the expected counts beside it.
 *
 * @param brokers how many there are, each with all of the topic
 */
record DataSet(Path folder, Workload.Size size, int brokers) {

    static final String CITY = "330100";
    static final String TOPIC = "meal-events." + CITY;
    static final String PREFIX = "{" + CITY + "}:1:";
    static final int PARTITIONS = 12;

    private static final String EXPECTED = "expected.gz";

    static DataSet of(Path data, Workload.Size size) {
        return of(data, size, 1);
    }

    static DataSet of(Path data, Workload.Size size, int brokers) {
        return new DataSet(data.resolve("set-" + size + (brokers == 1 ? "" : "-" + brokers + "-brokers")), size, brokers);
    }

    /** Refuses when it was not generated to its end. */
    DataSet expectGenerated() {
        if (!Files.exists(folder.resolve(EXPECTED))) {
            throw new RefusedException("no such events: " + size + " (expected: made by benchmarks/run generate " + size.events()
                    + " --diners " + size.diners() + " --seed " + size.seed() + (brokers == 1 ? "" : " --brokers " + brokers) + ")");
        }
        return this;
    }

    Brokers startBrokers() {
        return Brokers.start(folder.resolve("broker"), brokers);
    }

    ExpectedFile expected() {
        return new ExpectedFile(folder.resolve(EXPECTED));
    }
}
