package org.allcity.local;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.function.Supplier;
import org.allcity.local.LocalPorts.Use;
import org.allcity.simulator.Simulator;
import org.allcity.simulator.SimulatorSettings;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.terminal.Progress;
import org.allcity.simulator.truth.Comparison;
import org.jspecify.annotations.Nullable;

/** What the simulated city does in a run: yesterday played and compared, then today in real time. */
final class Simulation implements AutoCloseable {

    /** How often today's progress is written where there is no terminal. */
    private static final Duration TODAY_INTERVAL = Duration.ofMinutes(10);

    private static final String TODAY = "Today 今日";

    private final Options options;
    private final Console console;
    private final BoardReader board;
    private final String bootstrapServers;
    private final Simulator simulator;
    private final LocalDate yesterday;
    /** What the terminals are doing, for people; null while their progress is no news. */
    private volatile @Nullable String activity;

    private Simulation(Options options, Console console, LocalPorts ports, URI board, SimulatorSettings settings) {
        this.options = options;
        this.console = console;
        this.board = new BoardReader(board);
        this.bootstrapServers = "127.0.0.1:" + ports.of(Use.KAFKA);
        this.simulator = new Simulator(settings, this::show);
        this.yesterday = simulator.today().minusDays(1);
    }

    /** @throws StartRefusedException if the data folder holds another city */
    static Simulation of(Options options, LocalPorts ports, DataFolder data, Console console) {
        URI board = URI.create("http://127.0.0.1:" + ports.of(Use.BOARD));
        SimulatorSettings settings = new SimulatorSettings(URI.create("http://127.0.0.1:" + ports.of(Use.INGEST)), board,
                Apps.ADMIN_TOKEN, options.seed(), options.points(), data.simulator());
        try {
            return new Simulation(options, console, ports, board, settings);
        } catch (SimulatorException e) {
            throw new StartRefusedException(e.getMessage(), e);
        }
    }

    /**
     * Registers the city, plays yesterday unless that was done before, and compares all its figures with the board.
     *
     * @param sinceStart the time since the start, for people
     */
    Comparison playYesterday(Supplier<String> sinceStart) throws InterruptedException {
        console.progress("Registering 登记 " + simulator.city().points().size() + " points, "
                + simulator.city().terminals().size() + " terminals…");
        simulator.register();
        console.line("Registered 已登记 " + simulator.city().points().size() + " points 助餐点, "
                + simulator.city().terminals().size() + " terminals 终端 (seed " + options.seed() + ")");
        if (!simulator.completed(yesterday) || options.once()) {
            console.line("Playing 模拟 " + yesterday + " at " + options.speed() + " simulated seconds per second");
            board.onFirstCount(yesterday, () -> console.line("First count visible 首个计数可见 " + sinceStart.get()
                    + " after the start of the JVM"));
            long begun = System.nanoTime();
            activity = "Playing 模拟";
            simulator.play(yesterday, options.speed());
            activity = null;
            console.line("Played 已模拟 " + yesterday + " in " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
        } else {
            console.line("Played before 此前已模拟: " + yesterday);
            board.awaitCounted(LogEnd.lastRecords(bootstrapServers, "meal-events." + Apps.CITY));
        }
        console.progress("Comparing 核对 every figure of " + yesterday + " with the board…");
        Comparison comparison = simulator.compare(yesterday);
        comparison.lines().forEach(console::line);
        return comparison;
    }

    /** Returns when the simulation is closed. */
    void followToday() throws InterruptedException {
        console.line("Following today 实时模拟 " + simulator.today() + ". Ctrl-C ends it; started again, it goes on.");
        activity = TODAY;
        simulator.follow(simulator.today());
    }

    @Override
    public void close() {
        activity = null;
        board.close();
        simulator.close();
    }

    private void show(Progress.Snapshot snapshot) {
        String what = activity;
        if (what != null) {
            console.progress(what + " " + snapshot.line(), what.equals(TODAY) ? TODAY_INTERVAL : Console.PLAIN_INTERVAL);
        }
    }
}
