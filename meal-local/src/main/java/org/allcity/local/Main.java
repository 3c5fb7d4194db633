package org.allcity.local;

/** The program behind {@code ./run}. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        // Ends the JVM by name: the servers' threads would keep it alive.
        System.exit(Options.commandLine(options -> new LocalRun(options, Console.SYSTEM).run()).execute(args));
    }
}
