package org.allcity.fault;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.allcity.counts.redis.RedisCounts;

/** Knows calls of the script that writes batches, counts them and their answers, and has the fault of the moment decide on them. */
final class ScriptCalls {

    private static final byte[] SCRIPT = script();
    private static final String SHA = Base16.digest(SCRIPT);
    private static final String FIRST_LINE = new String(SCRIPT, StandardCharsets.UTF_8).lines().findFirst().orElseThrow();

    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final Predicate<RespReader.Value> calls;
    private volatile Counted fault = new Counted(ScriptFault.NONE);

    ScriptCalls(Predicate<RespReader.Value> calls) {
        this.calls = calls;
    }

    private static byte[] script() {
        try (InputStream in = RedisCounts.class.getResourceAsStream("apply.lua")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fault and the calls that it has met. */
    private record Counted(ScriptFault fault, AtomicLong calls) {

        Counted(ScriptFault fault) {
            this(fault, new AtomicLong());
        }
    }

    /** One call that is under way. */
    record Call(ScriptFault fault, long number) {}

    void set(ScriptFault next) {
        fault = new Counted(next);
    }

    /** Calls that have come since the last fault was set. */
    long calls() {
        return fault.calls().get();
    }

    /** Answers of this first word, ever. */
    long answers(String word) {
        AtomicLong count = answers.get(word);
        return count == null ? 0 : count.get();
    }

    boolean isCall(RespReader.Value request) {
        return calls.test(request);
    }

    static boolean isApply(RespReader.Value request) {
        String command = request.text(0);
        return command.equalsIgnoreCase("EVALSHA") && request.text(1).equalsIgnoreCase(SHA)
                || command.equalsIgnoreCase("EVAL") && request.text(1).startsWith(FIRST_LINE);
    }

    Call begin() {
        Counted now = fault;
        return new Call(now.fault(), now.calls().incrementAndGet());
    }

    void answered(String word) {
        answers.computeIfAbsent(word, key -> new AtomicLong()).incrementAndGet();
    }
}
