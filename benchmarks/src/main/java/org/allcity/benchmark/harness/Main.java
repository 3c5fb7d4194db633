package org.allcity.benchmark.harness;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.allcity.benchmark.generate.Workload;

/** The commands of benchmarks/run that need a JVM. */
public final class Main {

    private static final Set<String> OPTIONS =
            Set.of("events", "diners", "seed", "runs", "rate", "warm", "seconds", "brokers", "primaries");
    private static final int REFUSED = 2;

    private final Path root = Path.of(System.getProperty("benchmark.root", ".")).toAbsolutePath();
    private final Path data = Path.of(System.getProperty("benchmark.data", root.resolve("benchmarks/data").toString())).toAbsolutePath();

    private Main() {}

    public static void main(String[] arguments) {
        try {
            List<String> all = Arrays.asList(arguments);
            new Main().run(all.isEmpty() ? "" : all.get(0), new Arguments(all.subList(Math.min(1, all.size()), all.size()), OPTIONS));
        } catch (RefusedException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(REFUSED);
        }
        System.exit(0);
    }

    private void run(String command, Arguments arguments) {
        switch (command) {
            case "generate" -> new Generate(generated(arguments)).run();
            case "drain" -> new Drain(root, data).run(set(arguments), contenders(arguments), runs(arguments), servers(arguments, "primaries"));
            case "crash" -> contenders(arguments).forEach(contender -> new Crash(root, data).run(set(arguments), contender));
            case "growth" -> new Growth(root, data).run(runs(arguments), arguments.number("seed", 42));
            case "limits" -> new Limits(data).run(set(arguments), runs(arguments));
            case "delay" -> new Delay(root, data).run(contenders(arguments), rate(arguments), arguments.number("warm", 20),
                    arguments.number("seconds", 60), runs(arguments, 1));
            case "delay-http" -> new DelayHttp(root, data).run(
                    rate(arguments), arguments.number("warm", 20), arguments.number("seconds", 60));
            default -> throw new RefusedException("command: " + command + " (expected: one that benchmarks/run --help shows)");
        }
    }

    private DataSet generated(Arguments arguments) {
        if (arguments.words().isEmpty()) {
            throw new RefusedException("generate: no number of events (expected: generate N [--diners D] [--seed S])");
        }
        return DataSet.of(data, size(arguments, Arguments.number("generate", arguments.words().get(0))), servers(arguments, "brokers"));
    }

    private DataSet set(Arguments arguments) {
        return DataSet.of(data, size(arguments, arguments.number("events", 2_000_000)), servers(arguments, "brokers"));
    }

    private static Workload.Size size(Arguments arguments, long events) {
        return new Workload.Size(events, (int) arguments.number("diners", 300_000), arguments.number("seed", 42));
    }

    private static int servers(Arguments arguments, String option) {
        long servers = arguments.number(option, 1);
        if (servers != 1 && servers != 3) {
            throw new RefusedException("--" + option + ": " + servers + " (expected: 1 or 3)");
        }
        return (int) servers;
    }

    private static int runs(Arguments arguments) {
        return runs(arguments, 3);
    }

    private static int runs(Arguments arguments, int otherwise) {
        return (int) arguments.number("runs", otherwise);
    }

    private static int rate(Arguments arguments) {
        long rate = arguments.number("rate", 5_000);
        if (rate < 1 || rate > 1_000_000) {
            throw new RefusedException("--rate: " + rate + " (expected: 1 to 1000000)");
        }
        return (int) rate;
    }

    private static List<Contender> contenders(Arguments arguments) {
        if (arguments.words().isEmpty()) {
            throw new RefusedException("no contender (expected: one or more of " + Arrays.toString(Contender.values()) + ")");
        }
        return Drain.contenders(arguments.words());
    }
}
