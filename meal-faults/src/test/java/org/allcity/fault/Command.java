package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command of the aggregator's jar that came to its end: status, verify or rebuild. */
record Command(int status, List<String> lines) {

    private static final Duration WITHIN = Duration.ofSeconds(120);

    static Command run(AppJar jar, String name, List<String> settings) {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(settings);
        ChildProcess process = ChildProcess.start(jar.command(all), Map.of(), Faults.folder(name).resolve("command.log"));
        return new Command(process.awaitStatus(WITHIN), process.lines());
    }

    void expect(int wanted) {
        assertThat(status).as("exit status: %s", lines).isEqualTo(wanted);
    }
}
