package org.allcity.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The project's compose files, up as a project of their own on free ports, with images of the jars that this build has made. */
final class Composed implements AutoCloseable {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** The first time the images are built, too, for which each app is run once. */
    private static final Duration UP_WITHIN = Duration.ofMinutes(10);
    private static final Duration COMMAND_WITHIN = Duration.ofMinutes(2);

    private final List<String> compose;
    private final Path log;
    private final Map<String, String> environment;

    private Composed(List<String> compose, Path log, Map<String, String> environment) {
        this.compose = compose;
        this.log = log;
        this.environment = environment;
    }

    /**
     * Returns when all is healthy.
     *
     * @param files such as docker-compose.yml
     */
    static Composed up(Path folder, String... files) throws IOException {
        List<String> compose = new ArrayList<>(List.of("docker", "compose", "--project-name", "all-city-connected-test"));
        Stream.of(files).forEach(file -> compose.addAll(List.of("--file", ROOT.resolve(file).toString())));
        Map<String, String> environment = Map.of(
                "JARS", "from-target",
                "INGEST_PORT", Integer.toString(FreePorts.one()),
                "INGEST_2_PORT", Integer.toString(FreePorts.one()),
                "BOARD_PORT", Integer.toString(FreePorts.one()),
                "BOARD_2_PORT", Integer.toString(FreePorts.one()),
                "PROMETHEUS_PORT", Integer.toString(FreePorts.one()),
                "GRAFANA_PORT", Integer.toString(FreePorts.one()));
        Composed composed = new Composed(compose, folder.resolve("compose.log"), environment);
        try {
            composed.run(UP_WITHIN, Stream.concat(
                    Stream.of("up", "--build", "--wait"), Stream.of(System.getProperty("compose.up", "").split(" ")).filter(word -> !word.isEmpty())));
        } catch (IllegalStateException e) {
            String logs = composed.logs();
            composed.close();
            throw new IllegalStateException(e.getMessage() + "\n" + logs, e);
        }
        return composed;
    }

    /** Does something with it; where that fails, shows what the containers said. */
    void use(Use use) throws Exception {
        try {
            use.run();
        } catch (Exception | AssertionError e) {
            System.out.println(logs());
            throw e;
        }
    }

    interface Use {
        void run() throws Exception;
    }

    int ingestPort() {
        return Integer.parseInt(environment.get("INGEST_PORT"));
    }

    int boardPort() {
        return Integer.parseInt(environment.get("BOARD_PORT"));
    }

    int prometheusPort() {
        return Integer.parseInt(environment.get("PROMETHEUS_PORT"));
    }

    /** Ends a service as a power cut does; it stays away until {@link #start}. */
    void kill(String service) {
        run("kill", service);
    }

    void start(String service) {
        run("start", service);
    }

    /** What a command in a service's container writes. */
    String exec(String service, String command) {
        return run("exec", "--no-TTY", service, "sh", "-c", command);
    }

    String run(String... arguments) {
        return run(COMMAND_WITHIN, Stream.of(arguments));
    }

    private String logs() {
        return run("logs", "--no-color", "--tail", "30") + run("ps", "--all");
    }

    private String run(Duration within, Stream<String> arguments) {
        List<String> command = Stream.concat(compose.stream(), arguments).toList();
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            process.destroy();
            String said = Files.readString(log, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(
                        command + ": " + (ended ? "exit status " + process.exitValue() : "no end within " + within) + "\n" + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("down", "--volumes", "--timeout", "5");
    }
}
