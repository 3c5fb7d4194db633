package org.allcity.local;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.allcity.simulator.city.City;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code ./run}. */
@Command(name = "./run", versionProvider = Options.Version.class, sortOptions = false,
        header = {"All City Connected 全城通: a whole city's meals, counted exactly, on this machine.", ""},
        description = {"", "Starts Kafka, Redis and the three apps, plays yesterday of a simulated city in some three minutes,",
            "compares every figure with the board, and goes on with today until Ctrl-C.", ""},
        footer = {"", "Exit status: 0 all figures agree, 1 some differ or something failed, 2 it could not start as asked.",
            "A port can be moved by MEALS_LOCAL_<PART>_PORT, as MEALS_LOCAL_INGEST_PORT=8180."})
final class Options implements Callable<Integer> {

    static final int REFUSED = CommandLine.ExitCode.USAGE;

    private static final int SPEED_MAX = 10_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--idle", description = "Start everything, but simulate nothing.")
    private boolean idle;

    @Option(names = "--once", description = "Play the day, compare, and end with the exit status.")
    private boolean once;

    @Option(names = "--data", paramLabel = "DIR",
            description = "Keep everything in this folder (default: data, beside ./run).")
    private Path data = Path.of(System.getProperty("allcity.home", "."), "data");

    @Option(names = "--speed", paramLabel = "N", defaultValue = "300",
            description = "Simulated seconds per second, 1 to " + SPEED_MAX + " (default: ${DEFAULT-VALUE}).")
    private int speed;

    @Option(names = "--points", paramLabel = "N", defaultValue = "2200",
            description = "Meal points of the city, 1 to " + City.POINTS_MAX + " (default: ${DEFAULT-VALUE}).")
    private int points;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "330100",
            description = "Another seed is another city (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this and end.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and end.")
    private boolean version;

    private final ToIntFunction<Options> run;

    private Options(ToIntFunction<Options> run) {
        this.run = run;
    }

    /** Parses and runs; whatever is wrong with the options is one line and the exit status for it. */
    static CommandLine commandLine(ToIntFunction<Options> run) {
        return new CommandLine(new Options(run)).setParameterExceptionHandler((problem, args) -> {
            String line = problem.getMessage().replaceAll("\\s+", " ");
            problem.getCommandLine().getErr().println(line + " (./run --help shows all options)");
            return REFUSED;
        });
    }

    @Override
    public Integer call() {
        require(!(idle && once), "--once plays a day and --idle plays none (expected: one of them)");
        require(speed >= 1 && speed <= SPEED_MAX, "--speed: " + speed + " (expected: 1 to " + SPEED_MAX + ")");
        require(points >= 1 && points <= City.POINTS_MAX, "--points: " + points + " (expected: 1 to " + City.POINTS_MAX + ")");
        require(!data.toString().isBlank(), "--data: nothing (expected: a folder)");
        return run.applyAsInt(this);
    }

    boolean idle() {
        return idle;
    }

    boolean once() {
        return once;
    }

    Path data() {
        return data;
    }

    int speed() {
        return speed;
    }

    int points() {
        return points;
    }

    long seed() {
        return seed;
    }

    private void require(boolean holds, String line) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), line);
        }
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Options.class.getPackage().getImplementationVersion();
            return new String[] {"All City Connected " + (version == null ? "(not packaged)" : version)};
        }
    }
}
