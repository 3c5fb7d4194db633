package org.allcity.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.allcity.simulator.city.SimulatorException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which days this city has played, kept in {@code simulator.json}. A day is written down as begun before its first event
 * is sent, so every day of which the platform may know anything is here. What happened on it follows from the seed.
 */
final class PlayedDays {

    static final String FILE = "simulator.json";

    private static final int VERSION = 1;
    // A year back is the furthest that any figure compared can reach.
    private static final int DAYS_KEPT = 400;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @param completed every event is acknowledged; @param live played in real time, so others may have sent meals too */
    record Played(boolean completed, boolean live) {
    }

    private final @Nullable Path file;
    private final long seed;
    private final int points;
    private final SortedMap<LocalDate, Played> days = new TreeMap<>();

    private final SortedMap<Integer, Long> positions = new TreeMap<>();

    private PlayedDays(@Nullable Path file, long seed, int points) {
        this.file = file;
        this.seed = seed;
        this.points = points;
    }

    static PlayedDays in(@Nullable Path folder, long seed, int points) {
        PlayedDays played = new PlayedDays(folder == null ? null : folder.resolve(FILE), seed, points);
        played.read();
        return played;
    }

    SortedSet<LocalDate> begun() {
        return new TreeSet<>(days.keySet());
    }

    SortedSet<LocalDate> unfinished() {
        SortedSet<LocalDate> unfinished = new TreeSet<>(days.keySet());
        unfinished.removeIf(day -> days.get(day).completed());
        return unfinished;
    }

    boolean completed(LocalDate day) {
        Played played = days.get(day);
        return played != null && played.completed();
    }

    boolean live(LocalDate day) {
        Played played = days.get(day);
        return played != null && played.live();
    }

    /** The log's positions that hold all of the completed days. */
    SortedMap<Integer, Long> positions() {
        return new TreeMap<>(positions);
    }

    void begin(LocalDate day, boolean live) {
        days.headMap(day.minusDays(DAYS_KEPT)).clear();
        days.put(day, new Played(completed(day), live || live(day)));
        write();
    }

    /** @param positions the last acknowledged one of each partition */
    void complete(LocalDate day, Map<Integer, Long> positions) {
        days.put(day, new Played(true, live(day)));
        positions.forEach((partition, offset) -> this.positions.merge(partition, offset, Math::max));
        write();
    }

    private void read() {
        Path path = file;
        if (path == null || !Files.exists(path)) {
            return;
        }
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(path));
            int version = root.path("version").asInt(-1);
            long foundSeed = root.required("seed").longValue();
            int foundPoints = root.required("points").intValue();
            if (version != VERSION) {
                throw new SimulatorException("%s: version %d (expected: %d)".formatted(path, version, VERSION));
            }
            if (foundSeed != seed || foundPoints != points) {
                throw new SimulatorException(("%s: a city with seed %d and %d points (expected: seed %d and %d points;"
                        + " use those, or another data folder)").formatted(path, foundSeed, foundPoints, seed, points));
            }
            root.required("positions").properties().forEach(position ->
                    positions.put(Integer.valueOf(position.getKey()), position.getValue().longValue()));
            root.required("days").properties().forEach(day -> days.put(LocalDate.parse(day.getKey()),
                    new Played(day.getValue().required("completed").booleanValue(),
                            day.getValue().required("live").booleanValue())));
        } catch (IOException | JacksonException | DateTimeException | NumberFormatException e) {
            throw new SimulatorException("%s: cannot be read, %s (expected: as the simulator wrote it)"
                    .formatted(path, e.getMessage()), e);
        }
    }

    private void write() {
        Path path = file;
        if (path == null) {
            return;
        }
        ObjectNode root = JSON.createObjectNode().put("version", VERSION).put("seed", seed).put("points", points);
        ObjectNode reached = root.putObject("positions");
        positions.forEach((partition, offset) -> reached.put(partition.toString(), offset));
        ObjectNode written = root.putObject("days");
        days.forEach((day, played) -> written.putObject(day.toString()).put("completed", played.completed())
                .put("live", played.live()));
        try {
            Path next = path.resolveSibling(FILE + ".next");
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SimulatorException("%s: cannot be written, %s (expected: a writable data folder)"
                    .formatted(path, e.getMessage()), e);
        }
    }
}
