package org.allcity.benchmark.jmh;

import java.util.concurrent.TimeUnit;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.generate.Workload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Events into the bytes of the log, and back, flat. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EncodingBenchmark {

    private static final int EVENTS = 10_000;

    private final Workload.Encoding encoding = Workload.encoding(new Workload.Size(EVENTS, 5_000, 42));
    private final byte[][] values = new byte[EVENTS][];
    private final MealEvent event = new MealEvent();

    @Setup
    public void encodeAll() {
        for (int i = 0; i < EVENTS; i++) {
            values[i] = encoding.encode(i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void encode(Blackhole hole) {
        for (int i = 0; i < EVENTS; i++) {
            hole.consume(encoding.encode(i));
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void decode(Blackhole hole) {
        for (byte[] value : values) {
            hole.consume(event.decode(value).place);
        }
    }
}
