package org.allcity.benchmark.harness;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A contender that was started, as one process or as several that share the work.
 *
 * @param logStart where the output of the first one begins in its log
 * @param metricsPort of the first one, of ours; 0 for the peers
 */
record Running(List<ChildProcess> processes, int logStart, int metricsPort) {

    static Running start(Contender contender, Contender.Scene scene, @Nullable Running before) {
        int logStart = before == null ? 0 : before.process().output().length();
        List<Integer> ports = IntStream.range(0, contender.processes()).mapToObj(i -> contender.isOurs() ? Ports.free() : 0).toList();
        List<ChildProcess> processes = IntStream.range(0, ports.size()).mapToObj(i -> contender.start(scene, i, ports.get(i))).toList();
        return new Running(processes, logStart, ports.get(0));
    }

    /** The first one. */
    ChildProcess process() {
        return processes.get(0);
    }

    double cpuSeconds() {
        return processes.stream().mapToDouble(ChildProcess::cpuSeconds).sum();
    }

    long peakMemoryMb() {
        return processes.stream().mapToLong(ChildProcess::peakMemoryMb).sum();
    }

    void kill9() {
        processes.forEach(ChildProcess::kill9);
    }
}
