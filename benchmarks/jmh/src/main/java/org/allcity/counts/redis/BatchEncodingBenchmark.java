package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.allcity.benchmark.jmh.SampleFacts;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountChanges;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Facts;
import org.allcity.counts.Fold;
import org.allcity.counts.LogId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A batch into keys and arguments of the script, and ledgers into their bytes and back. In the package of what it measures. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BatchEncodingBenchmark {

    private static final int FACTS = 20_000;
    private static final int DINERS = 5_000;

    private final RedisKeys keys = RedisKeys.ofCity("330100");
    private final List<DinerLedger> ledgers = new ArrayList<>();
    private final List<byte[]> encoded = new ArrayList<>();
    private final CountBatch batch;

    public BatchEncodingBenchmark() {
        Facts facts = SampleFacts.of(FACTS, DINERS);
        Map<DinerId, DinerLedger> byDiner = new HashMap<>();
        Fold fold = new Fold(new CountChanges());
        for (int i = 0; i < FACTS; i++) {
            fold.add(byDiner.computeIfAbsent(facts.diner(i), DinerLedger::empty), facts, i);
        }
        ledgers.addAll(byDiner.values());
        ledgers.forEach(ledger -> encoded.add(LedgerCodec.encode(ledger)));
        batch = new CountBatch(
                new LogId("cluster", "topic", 1),
                List.of(new CountBatch.Advance(0, 0, FACTS, FACTS, 0)),
                List.of(),
                fold.changes());
    }

    /** Per fact, of those whose changes are in it; without ledgers. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    public int encodeBatch() {
        return new ApplyCall(keys, batch, HashChanges.of(batch.changes()), null).arguments().length;
    }

    /** All ledgers of the batch, per fact in them. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    public void encodeLedgers(Blackhole hole) {
        LedgerCodec.Encoder encoder = new LedgerCodec.Encoder();
        for (DinerLedger ledger : ledgers) {
            hole.consume(encoder.encode(ledger));
        }
    }

    /** All ledgers of the batch, per fact in them. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    public void decodeLedgers(Blackhole hole) {
        for (int i = 0; i < encoded.size(); i++) {
            hole.consume(LedgerCodec.decode("ledger", ledgers.get(i).diner(), encoded.get(i)));
        }
    }
}
