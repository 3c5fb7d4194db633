package org.allcity.board;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Records that an answer must include, and how long it may wait for them.
 *
 * @param records by partition, the greatest position asked for; empty when nothing is awaited
 */
public record Awaited(SortedMap<Integer, Long> records, Duration patience) {

    static final Duration WAIT_DEFAULT = Duration.ofSeconds(5);
    static final Duration WAIT_MAX = Duration.ofSeconds(30);

    /** As many partitions as the settings allow a topic to have. */
    private static final int PARTITIONS_MAX = 10_000;

    private static final Pattern RECORD = Pattern.compile("([0-9]{1,5}):([0-9]{1,18})");

    /** Reads it from the parameters after and wait. */
    public static Awaited of(QueryParameters parameters) {
        SortedMap<Integer, Long> records = new TreeMap<>();
        for (String text : parameters.all("after")) {
            Matcher record = RECORD.matcher(text);
            if (!record.matches() || Integer.parseInt(record.group(1)) >= PARTITIONS_MAX) {
                throw new InvalidParameterException("after", text, "partition:position as ingest answered it, as 3:18841");
            }
            records.merge(Integer.valueOf(record.group(1)), Long.valueOf(record.group(2)), Long::max);
        }
        return new Awaited(records, parameters.duration("wait", WAIT_DEFAULT, WAIT_MAX));
    }

    /** Whether counts that are exact up to these positions include the records. A partition without a position stands at 0. */
    boolean isReachedBy(Map<Integer, Long> positions) {
        return records.entrySet().stream()
                .allMatch(record -> positions.getOrDefault(record.getKey(), 0L) > record.getValue());
    }

    NotReachedException notReachedBy(Map<Integer, Long> positions) {
        String missing = records.entrySet().stream()
                .filter(record -> positions.getOrDefault(record.getKey(), 0L) <= record.getValue())
                .map(record -> record.getKey() + ":" + record.getValue() + " while the counts stand at "
                        + positions.getOrDefault(record.getKey(), 0L))
                .collect(Collectors.joining(", "));
        return new NotReachedException("after: " + missing + " (expected: beyond it within " + patience
                + "; ask again, or ask without after for the counts as they are)");
    }
}
