package org.allcity.benchmark.harness;

import org.jspecify.annotations.Nullable;

/**
 * A contender that was started.
 *
 * @param logStart where its output begins in the log
 * @param metricsPort of ours; 0 for the peers
 */
record Running(ChildProcess process, int logStart, int metricsPort) {

    static Running start(Contender contender, Contender.Scene scene, @Nullable Running before) {
        int logStart = before == null ? 0 : before.process().output().length();
        int metricsPort = contender == Contender.OURS ? Ports.free() : 0;
        return new Running(contender.start(scene, metricsPort), logStart, metricsPort);
    }
}
