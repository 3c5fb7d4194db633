package org.allcity.local;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.allcity.simulator.truth.Comparison;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@code ./run} from its start to its end: everything up, the city played and compared, today followed until Ctrl-C. */
final class LocalRun {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final String SIMULATED = "模拟数据，非杭州实际数字 Simulated figures, not Hangzhou's";
    private static final Duration STOP_MAX = Duration.ofSeconds(40);

    private final Options options;
    private final Console console;
    /** The last opened is closed first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Thread starter = Thread.currentThread();
    private volatile boolean ending;

    LocalRun(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** The exit status. */
    int run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
        try {
            return start();
        } catch (StartRefusedException e) {
            console.error(e.getMessage());
            return Options.REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (RuntimeException e) {
            if (!ending) {
                LoggerFactory.getLogger(LocalRun.class).info("failed", e);
                console.error("Failed 失败: " + e.getMessage() + " (more in " + System.getProperty("allcity.log") + ")");
            }
            return FAILED;
        }
    }

    private int start() throws InterruptedException {
        DataFolder data = opened(DataFolder.open(options.data()));
        Logging.into(data.log());
        LocalPorts ports = LocalPorts.from(System.getenv());
        LeftOverRedis.stop(data.redis());
        PortCheck.requireFree(ports);
        Simulation simulation = options.idle() ? null : Simulation.of(options, ports, data, console);
        console.line("全城通 All City Connected: starting 启动中…");
        LocalCity city = opened(LocalCity.start(data, ports, notice(data), this::endForGood));
        city.awaitReady(state -> console.progress("Starting 启动  " + state + "  " + seconds()));
        console.line("Running 运行中, " + seconds() + " after the start of the JVM; data folder " + data.root());
        WhereToLook.lines(ports, data.root()).forEach(console::line);
        if (simulation == null) {
            console.line("Idle 空转: nothing is simulated. Ctrl-C ends it; started again, it goes on with its data.");
            Thread.currentThread().join();
            return OK;
        }
        opened(simulation);
        Comparison comparison = simulation.playYesterday(LocalRun::seconds);
        if (!options.once()) {
            simulation.followToday();
        }
        return comparison.agrees() ? OK : FAILED;
    }

    /** No daily or district series of Hangzhou is public, so nobody may take these for one. */
    private String notice(DataFolder data) {
        return options.idle() && !data.wasSimulated() ? "" : SIMULATED;
    }

    private synchronized <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    /** In a thread of its own: the one that tells us may be one that ending waits for. */
    private void endForGood(String reason) {
        if (!ending) {
            console.error("Ended 终止: " + reason);
            new Thread(() -> System.exit(FAILED), "end-for-good").start();
        }
    }

    private void end() {
        ending = true;
        starter.interrupt();
        Thread closing = new Thread(this::closeAll, "closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(STOP_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            console.error("Not everything ended within " + STOP_MAX.toSeconds() + " s: left as it is, the next start recovers");
        }
    }

    private synchronized void closeAll() {
        // Before that nobody was told that anything runs.
        boolean told = opened.stream().anyMatch(LocalCity.class::isInstance);
        long begun = System.nanoTime();
        if (told) {
            console.progress("Stopping 停止中…");
        }
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
        if (told) {
            console.line("Stopped 已停止 in " + seconds(System.nanoTime() - begun));
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            Logger log = LoggerFactory.getLogger(LocalRun.class);
            log.warn("{} did not end cleanly", part.getClass().getSimpleName(), e);
        }
    }

    private static String seconds() {
        long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
        return seconds(Duration.ofMillis(millis).toNanos());
    }

    private static String seconds(long nanos) {
        return String.format("%.1f s", nanos / 1e9);
    }
}
