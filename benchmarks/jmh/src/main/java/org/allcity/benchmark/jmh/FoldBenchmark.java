package org.allcity.benchmark.jmh;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.allcity.counts.CountChanges;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Facts;
import org.allcity.counts.Fold;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A batch of facts into their ledgers, and what they change gathered: the core alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FoldBenchmark {

    private static final int FACTS = 20_000;

    private final Facts facts = SampleFacts.of(FACTS, 5_000);
    private final Fold fold = new Fold(new CountChanges());
    private DinerLedger[] ledgers = {};

    /** Empty ones, found beforehand: a map of ours would be measured, too. */
    @Setup(Level.Invocation)
    public void emptyLedgers() {
        Map<DinerId, DinerLedger> byDiner = new HashMap<>();
        ledgers = new DinerLedger[FACTS];
        for (int i = 0; i < FACTS; i++) {
            ledgers[i] = byDiner.computeIfAbsent(facts.diner(i), DinerLedger::empty);
        }
        fold.changes().clear();
    }

    @Benchmark
    @OperationsPerInvocation(FACTS)
    public int fold() {
        for (int i = 0; i < FACTS; i++) {
            fold.add(ledgers[i], facts, i);
        }
        return fold.changes().size();
    }
}
