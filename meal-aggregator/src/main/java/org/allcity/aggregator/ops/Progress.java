package org.allcity.aggregator.ops;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far a long step is: done, total, rate and time left. Silent for the first two seconds; then rewritten in place on a terminal, and
 * written every five seconds elsewhere.
 */
final class Progress {

    private static final long SILENT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(5).toNanos();
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private String what = "";
    private long total;
    private long done;
    private long startedNanos;
    private long nextNanos;
    private boolean shown;

    Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    static Progress on(PrintStream out) {
        // Some JVMs of 22 and later have a console where there is no terminal, unless told to ask as those before did.
        System.setProperty("jdk.console", "java.base");
        return new Progress(out, System.console() != null, System::nanoTime);
    }

    /** For who works without being watched. */
    static Progress none() {
        return new Progress(new PrintStream(OutputStream.nullOutputStream()), false, System::nanoTime);
    }

    /** @param total how many there are to do; 0 when nobody knows */
    void begin(String step, long total) {
        end();
        this.what = step;
        this.total = total;
        done = 0;
        startedNanos = nanoTime.getAsLong();
        nextNanos = startedNanos + SILENT_NANOS;
    }

    void did(long count) {
        done += count;
        long now = nanoTime.getAsLong();
        if (now - nextNanos < 0) {
            return;
        }
        nextNanos = now + (terminal ? TERMINAL_NANOS : PLAIN_NANOS);
        if (terminal) {
            out.print(CLEAR_LINE + text(now));
            shown = true;
        } else {
            out.println(text(now));
        }
        out.flush();
    }

    private String text(long now) {
        double seconds = (now - startedNanos) / 1e9;
        double rate = done / seconds;
        String text = total == 0
                ? String.format("%s: %,d, %,.0f/s", what, done, rate)
                : String.format("%s: %,d of %,d (%d%%), %,.0f/s", what, done, total, Math.min(100, done * 100 / total), rate);
        if (total > done && rate > 0) {
            long left = (long) ((total - done) / rate);
            text += String.format(", %d:%02d left", left / 60, left % 60);
        }
        return text;
    }

    /** Takes the line away, so that others can write. */
    void end() {
        if (shown) {
            out.print(CLEAR_LINE);
            out.flush();
            shown = false;
        }
    }

    /** A line that stays. */
    void say(String line) {
        end();
        out.println(line);
        out.flush();
    }
}
