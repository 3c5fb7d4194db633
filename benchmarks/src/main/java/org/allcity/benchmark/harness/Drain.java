package org.allcity.benchmark.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allcity.benchmark.expect.Verifier;
import org.allcity.benchmark.redis.RedisConnection;

/** All events lie in the topic; how long does each contender take to count them from nothing? */
final class Drain {

    private static final int IDLE_SECONDS = 30;

    private final Path root;
    private final Path data;
    private final Report report;

    Drain(Path root, Path data) {
        this.root = root;
        this.data = data;
        this.report = new Report(data);
    }

    /** One contender's figures over its runs. */
    private static final class Figures {
        final Spread rate = new Spread();
        final Spread processorCpu = new Spread();
        final Spread brokerCpu = new Spread();
        final Spread redisCpu = new Spread();
        final Spread memory = new Spread();
        final Spread redisMemory = new Spread();
        final Spread startSeconds = new Spread();
        int inexact;
    }

    /** Runs all contenders in turn, so many times, and prints the spread of each and ours against each. */
    Map<String, Double> run(DataSet set, List<Contender> contenders, int runs) {
        return run(set, contenders, runs, 1);
    }

    /** @param primaries of Redis; 1 for a server without a cluster */
    Map<String, Double> run(DataSet set, List<Contender> contenders, int runs, int primaries) {
        EndWatch watch = new EndWatch(set.expectGenerated().expected());
        Map<Contender, Figures> figures = new LinkedHashMap<>();
        try (Brokers brokers = set.startBrokers()) {
            for (int run = 0; run < runs; run++) {
                for (Contender contender : contenders) {
                    once(set, brokers, primaries, watch, contender, figures.computeIfAbsent(contender, c -> new Figures()));
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        figures.forEach((contender, all) -> {
            medians.put(contender.toString(), all.rate.median());
            report.line("%s, %s events, brokers %d, Redis %d, %d runs, min / median / max: events/s %s; CPU s processor %s, broker %s,"
                            + " Redis %s; peak memory MB %s; Redis MB %s; start s %s; inexact runs %d",
                    contender, set.size(), set.brokers(), primaries, runs, all.rate.text("%,.0f"), all.processorCpu.text("%.1f"),
                    all.brokerCpu.text("%.1f"), all.redisCpu.text("%.1f"), all.memory.text("%.0f"), all.redisMemory.text("%.0f"),
                    all.startSeconds.text("%.1f"), all.inexact);
        });
        Double ours = medians.get(Contender.OURS.toString());
        medians.forEach((contender, rate) -> {
            if (ours != null && !contender.equals(Contender.OURS.toString())) {
                report.line("ours / %s, medians: %.2f", contender, ours / rate);
            }
        });
        return medians;
    }

    private void once(DataSet set, Brokers brokers, int primaries, EndWatch watch, Contender contender, Figures figures) {
        Path folder = data.resolve("run");
        Folders.delete(folder);
        String application = "bench-" + contender + "-" + Long.toHexString(System.nanoTime());
        try (RedisServers redis = RedisServers.startEmpty(folder.resolve("redis"), primaries);
                RedisConnection connection = redis.owner().connect()) {
            Machine.awaitQuiet();
            double brokerCpu = brokers.cpuSeconds();
            double busy = Machine.busySeconds();
            Contender.Scene scene = new Contender.Scene(root, brokers, redis, folder, application);
            Running running = Running.start(contender, scene, null);
            ChildProcess process = running.process();
            try {
                long first = FirstPoll.await(process, running.logStart(), running.metricsPort(), connection);
                EndWatch.End end = watch.await(connection, process, IDLE_SECONDS);
                double seconds = (end.atMillis() - first) / 1e3;
                double processorCpu = running.cpuSeconds();
                double redisCpu = redis.cpuSeconds();
                brokerCpu = brokers.cpuSeconds() - brokerCpu;
                double others = Machine.busySeconds() - busy - processorCpu - redisCpu - brokerCpu;
                long memory = running.peakMemoryMb();
                long redisMemory = redis.owner().usedMemoryMb();
                EndWatch.awaitLastWrites();
                running.kill9();
                Verifier.Outcome outcome = new Verifier(connection, DataSet.PREFIX).compare(set.expected());
                figures.rate.add(watch.events() / seconds);
                figures.processorCpu.add(processorCpu);
                figures.brokerCpu.add(brokerCpu);
                figures.redisCpu.add(redisCpu);
                figures.memory.add(memory);
                figures.redisMemory.add(redisMemory);
                figures.startSeconds.add((first - process.startedAt()) / 1e3);
                figures.inexact += outcome.isExact() ? 0 : 1;
                report.line("%s: %,.0f events/s, %.2f s after %.1f s to the first poll; CPU s processor %.1f, broker %.1f, Redis %.1f,"
                                + " others %.1f; peak memory %d MB; Redis %d MB; events/s of each ninth of the days %s; %s",
                        contender, watch.events() / seconds, seconds, (first - process.startedAt()) / 1e3, processorCpu, brokerCpu,
                        redisCpu, others, memory, redisMemory, ratesOfParts(watch.events(), first, end), outcome);
            } finally {
                running.kill9();
                brokers.forget(application);
            }
        }
    }

    /** A day has as many events as the next, more or less. */
    private static String ratesOfParts(long events, long firstMillis, EndWatch.End end) {
        List<Long> ends = new ArrayList<>(end.partsAtMillis());
        ends.add(end.atMillis());
        List<String> rates = new ArrayList<>();
        long from = firstMillis;
        for (long to : ends) {
            rates.add("%,.0f".formatted(1e3 * events / ends.size() / Math.max(1, to - from)));
            from = to;
        }
        return String.join(" ", rates);
    }

    static List<Contender> contenders(List<String> names) {
        List<Contender> contenders = new ArrayList<>();
        names.forEach(name -> contenders.add(Contender.named(name)));
        return contenders;
    }
}
