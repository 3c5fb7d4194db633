package org.allcity.benchmark.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the contenders in turn, several times over, and prints what each reached. A result that is not exact ends it. */
@Command(name = "run", description = "How many events ingest takes a second, beside the Kafka Bridge and a bare producer.",
        mixinStandardHelpOptions = true, sortOptions = false)
public final class IngestBenchmark implements Callable<Integer> {

    private static final long SEED = 330_100;
    private static final int EVENTS = 50_000;

    @Option(names = "--ingest-jar", required = true, description = "the packaged meal-ingest.jar")
    private Path ingestJar = Path.of("");

    @Option(names = "--bridge-class-path", description = "the Kafka Bridge and its dependencies; without it, a server that does nothing else stands in")
    private String bridgeClassPath = "";

    @Option(names = "--folder", required = true, description = "for the broker's data and all logs")
    private Path folder = Path.of("");

    @Option(names = "--runs", defaultValue = "5", description = "runs of each contender; default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(names = "--first-warm-up", defaultValue = "30",
            description = "seconds of each kind of request before its first run, for the compiler of the JVM; default: ${DEFAULT-VALUE}")
    private int firstWarmUpSeconds;

    @Option(names = "--warm-up", defaultValue = "3", description = "seconds before each measured time; default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "5", description = "seconds measured in each run; default: ${DEFAULT-VALUE}")
    private int measuredSeconds;

    @Option(names = "--connections", defaultValue = "64", description = "connections, each a terminal's; default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(names = "--batches", split = ",", defaultValue = "1,100", description = "events in a request; default: ${DEFAULT-VALUE}")
    private List<Integer> eventsPerRequest = List.of();

    @Option(names = "--jvm", defaultValue = "-Xmx512m", split = " ", description = "JVM options of both servers; default: ${DEFAULT-VALUE}")
    private List<String> jvmOptions = List.of();

    public static void main(String[] args) {
        System.exit(new CommandLine(new IngestBenchmark())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    System.err.println("run: " + e.getMessage());
                    return 1;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(folder);
        MealEvents events = new MealEvents(EVENTS, SEED);
        List<Contender> contenders = new ArrayList<>();
        try (Broker broker = Broker.start(folder)) {
            contenders.add(MealIngest.start(ingestJar, jvmOptions, broker, folder));
            contenders.add(bridgeClassPath.isEmpty()
                    ? KafkaBridge.standIn(jvmOptions, broker, folder) : KafkaBridge.start(bridgeClassPath, jvmOptions, broker, folder));
            Map<String, List<Figures>> all = new LinkedHashMap<>();
            System.out.println(Figures.HEADING);
            for (int batch : eventsPerRequest) {
                for (Contender contender : contenders) {
                    measured(contender, events, batch, broker, firstWarmUpSeconds);
                }
                for (int run = 1; run <= runs; run++) {
                    for (Contender contender : contenders) {
                        record(all, measured(contender, events, batch, broker, warmUpSeconds));
                    }
                    if (batch > 1) {
                        record(all, limit(events, broker));
                    }
                }
            }
            Summary.print(all);
        } finally {
            contenders.forEach(Contender::close);
        }
        return 0;
    }

    private static void record(Map<String, List<Figures>> all, Figures figures) {
        System.out.println(figures);
        all.computeIfAbsent(figures.what(), any -> new ArrayList<>()).add(figures);
    }

    private Figures measured(Contender contender, MealEvents events, int batch, Broker broker, int warmUp)
            throws IOException, InterruptedException {
        LoadClient client = new LoadClient(contender.port(), contender.heads(connections), contender.bodies(events, batch));
        CpuTimes cpu = new CpuTimes(contender::cpuSeconds, broker::cpuSeconds);
        long before = broker.records();
        Answers answers = client.send(Duration.ofSeconds(warmUp), Duration.ofSeconds(measuredSeconds), cpu::start, cpu::stop);
        if (answers.firstOtherStatus() != 0) {
            throw new IOException(contender.name() + ": answered " + answers.firstOtherStatus() + " (expected: 200 only)");
        }
        String what = contender.name() + ", " + (batch == 1 ? "single" : "batches of " + batch);
        requireExact(what, answers.good() * batch, broker.records() - before);
        return new Figures(what, answers.perSecond() * batch, answers.millisAt(0.5), answers.millisAt(0.99),
                cpu.server(), cpu.client(), cpu.broker());
    }

    private Figures limit(MealEvents events, Broker broker) throws IOException, InterruptedException {
        CpuTimes cpu = new CpuTimes(() -> 0, broker::cpuSeconds);
        long before = broker.records();
        BareProducer.Sent sent = new BareProducer(broker.address()).send(events.asRecords(), Duration.ofSeconds(warmUpSeconds),
                Duration.ofSeconds(measuredSeconds), cpu::start, cpu::stop);
        requireExact("bare producer", sent.acknowledged(), broker.records() - before);
        return new Figures("bare producer", sent.perSecond(), Double.NaN, Double.NaN, 0, cpu.client(), cpu.broker());
    }

    private static void requireExact(String what, long acknowledged, long found) throws IOException {
        if (acknowledged != found) {
            throw new IOException(what + ": not exact: " + found + " records in the topic (expected: the " + acknowledged + " acknowledged)");
        }
    }
}
