package org.allcity.aggregator;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs one command in a context without server and without counting, and says in one line why it could not. */
public final class CommandLine {

    /** While a command runs nothing is counted by this process. */
    static final String PROFILE = "command";

    static final int NOT_POSSIBLE = 2;

    private static final List<String> COMMANDS = List.of("verify", "rebuild", "status");

    // Only warnings, and none of a client's that tries to connect again: the command says itself what it could not reach.
    private static final Map<String, Object> QUIET = Map.of(
            "logging.level.root", "warn",
            "logging.level.org.apache.kafka", "off",
            "logging.level.io.lettuce", "off",
            "logging.level.org.springframework", "off",
            "spring.main.log-startup-info", "false");

    private static final String HELP = """
            java -jar meal-aggregator.jar [--setting=value ...]            count, until stopped
            java -jar meal-aggregator.jar status [--setting=value ...]     how far the log is counted
            java -jar meal-aggregator.jar verify [--setting=value ...]     recount the log and compare every count with Redis
            java -jar meal-aggregator.jar rebuild [--setting=value ...]    make all counts anew beside the live ones, and switch

            Settings: --spring.kafka.bootstrap-servers=localhost:9092 --spring.data.redis.url=redis://localhost:6379 --meals.city=330100
            Exit status: 0 all is well, 1 something is wrong with the counts, 2 it could not be done
            """;

    private CommandLine() {}

    static boolean isCommand(String[] args) {
        return args.length > 0 && !args[0].startsWith("--");
    }

    /** Gives the exit status. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        String name = args[0];
        if (name.equals("help")) {
            out.print(HELP);
            return 0;
        }
        if (!COMMANDS.contains(name)) {
            err.println("command: " + name + " (expected: status, verify, rebuild or help, or none to count)");
            return NOT_POSSIBLE;
        }
        String[] settings = Arrays.copyOfRange(args, 1, args.length);
        for (String setting : settings) {
            if (!setting.startsWith("--")) {
                err.println(name + ": " + setting + " (expected: settings only, as --meals.city=330100)");
                return NOT_POSSIBLE;
            }
        }
        try (ConfigurableApplicationContext context = AggregatorApplication.builder()
                .profiles(PROFILE)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(QUIET)
                .run(settings)) {
            return context.getBean(name, Command.class).run(out);
        } catch (RuntimeException e) {
            err.println(name + ": " + oneLine(e));
            return NOT_POSSIBLE;
        }
    }

    /** What a person can do something about stands at the root: a setting, an address, a topic. */
    private static String oneLine(Throwable trouble) {
        Throwable root = trouble;
        while (root.getCause() != null && !speaksForItself(root)) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return message.replaceAll("\\s+", " ");
    }

    private static boolean speaksForItself(Throwable trouble) {
        return trouble.getClass().getPackageName().startsWith("org.allcity");
    }
}
