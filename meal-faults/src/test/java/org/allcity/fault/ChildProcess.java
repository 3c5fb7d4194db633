package org.allcity.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A process of a test's own, with its output in a file. Ended by its id, at the latest when the test JVM ends. */
final class ChildProcess {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int LAST_LINES = 2;
    private static final int LINE_MAX = 240;
    private static final int FRAMES = 8;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(one -> one.process.destroyForcibly())));
    }

    private final Process process;
    private final Path log;
    private final long logStart;

    private ChildProcess(Process process, Path log, long logStart) {
        this.process = process;
        this.log = log;
        this.logStart = logStart;
    }

    /** Starts a command; what it writes is added to the log. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        try {
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            ChildProcess started = new ChildProcess(process, log, logStart);
            RUNNING.add(started);
            process.onExit().thenAccept(ended -> RUNNING.remove(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + ": cannot be started", e);
        }
    }

    /** All that were not ended. */
    static Set<ChildProcess> running() {
        return Set.copyOf(RUNNING);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as a power cut does: no handler of its own runs. */
    void kill9() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, as an operator does. */
    void term() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("process " + pid() + " did not end within " + ENDS_WITHIN + ", see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it ends by itself. */
    int awaitStatus(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("process " + pid() + " did not end within " + within + ", see " + log);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP: it no longer runs, and its connections stay open. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void wake() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + pid() + ": no signal " + name + " (expected: alive), see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it wrote since it was started. */
    List<String> lines() {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = (int) Math.min(logStart, all.length);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines().stream().filter(line -> pattern.matcher(line).find()).toList();
    }

    /** In one line: the end of its log, the end of its trouble, and for an aggregator where it counts. */
    String lastWords() {
        List<String> trouble = lines(" (WARN|ERROR) ").stream().filter(line -> !line.contains(": record rejected: ")).toList();
        return log + " (" + pid() + "): " + tail(lines()) + ", trouble: " + tail(trouble) + countingThreads();
    }

    private static List<String> tail(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                .map(line -> line.substring(0, Math.min(line.length(), LINE_MAX)))
                .toList();
    }

    private String countingThreads() {
        if (!log.endsWith("app.log")) {
            return "";
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process asked = new ProcessBuilder(jcmd, Long.toString(pid()), "Thread.print").redirectErrorStream(true).start();
            List<String> told = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            List<String> frames = IntStream.range(0, told.size())
                    .filter(i -> told.get(i).startsWith("\"partition-loop"))
                    .mapToObj(i -> told.subList(i, Math.min(told.size(), i + FRAMES)).toString())
                    .toList();
            return ", threads: " + frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line; fails early when the process ends. */
    void awaitLine(String regex, Duration within) {
        await().atMost(within).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!lines(regex).isEmpty()) {
                return true;
            }
            if (!isAlive()) {
                List<String> lines = lines();
                throw new IllegalStateException("process " + pid() + " ended while waiting for " + regex + ", see " + log + ": "
                        + lines.subList(Math.max(0, lines.size() - 5), lines.size()));
            }
            return false;
        });
    }
}
