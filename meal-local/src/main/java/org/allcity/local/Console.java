package org.allcity.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the person at {@code ./run} sees: lines that stay, and one progress line that is rewritten in place on a terminal and
 * written now and then elsewhere.
 */
final class Console {

    /** {@code run} says whether there is a terminal, and how wide: from Java 22 on the JVM no longer tells. */
    static final Console SYSTEM = new Console(System.out, System.err, Boolean.getBoolean("allcity.terminal"),
            Integer.getInteger("allcity.columns", 80), System::nanoTime);

    private static final long TERMINAL_INTERVAL_NANOS = Duration.ofMillis(200).toNanos();
    static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final int columns;
    private final LongSupplier nanoTime;
    private boolean progressShown;
    private long nextProgress;

    Console(PrintStream out, PrintStream err, boolean terminal, int columns, LongSupplier nanoTime) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.columns = Math.max(20, columns);
        this.nanoTime = nanoTime;
        this.nextProgress = nanoTime.getAsLong();
    }

    synchronized void line(String text) {
        clearProgress();
        out.println(text);
        out.flush();
    }

    /** Says what went wrong, and what to do about it. */
    synchronized void error(String text) {
        clearProgress();
        out.flush();
        err.println(text);
        err.flush();
    }

    /** Shows where a long step stands. Most calls show nothing: call it as often as there is news. */
    void progress(String text) {
        progress(text, PLAIN_INTERVAL);
    }

    /** @param plainInterval how often at most it is written where there is no terminal */
    synchronized void progress(String text, Duration plainInterval) {
        long now = nanoTime.getAsLong();
        if (now - nextProgress < 0) {
            return;
        }
        nextProgress = now + (terminal ? TERMINAL_INTERVAL_NANOS : plainInterval.toNanos());
        if (terminal) {
            out.print(CLEAR_LINE + fitted(text));
            progressShown = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    private void clearProgress() {
        if (progressShown) {
            out.print(CLEAR_LINE);
            progressShown = false;
        }
        // The next step's first progress is news.
        nextProgress = nanoTime.getAsLong();
    }

    /** A line that wraps could not be rewritten. Chinese characters take two columns. */
    private String fitted(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += text.charAt(i) >= 0x2E80 ? 2 : 1;
            if (width >= columns) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
