package org.allcity.aggregator.ops;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.allcity.aggregator.Command;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogReaders;
import org.allcity.aggregator.StoreInspector;
import org.allcity.aggregator.StoreInspector.StoreDescription;
import org.springframework.stereotype.Component;

/** Tells how far the log is counted. */
@Component("status")
final class StatusCommand implements Command {

    private final StoreInspector inspector;
    private final LogReaders logs;

    StatusCommand(StoreInspector inspector, LogReaders logs) {
        this.inspector = inspector;
        this.logs = logs;
    }

    @Override
    public int run(PrintStream out) {
        List<String> wrong = new ArrayList<>();
        try (LogReader log = logs.open()) {
            String identity = log.identity().toString();
            StoreDescription store = inspector.describe();
            SortedMap<Integer, Long> beginnings = log.beginnings();
            SortedMap<Integer, Long> ends = log.ends();
            SortedMap<Integer, Long> uncounted = uncounted(store.positions(), ends);
            SortedMap<Integer, Instant> oldest = log.firstReceived(uncounted);

            row(out, "Redis", String.join("; ", store.servers()));
            row(out, "layout     版式", store.layout().isEmpty() ? "none, nothing is stored" : store.layout());
            row(out, "view       视图", (store.view().isEmpty() ? "1" : store.view())
                    + (store.building().isEmpty() ? "" : "  (being built 重建中: " + store.building() + ")"));
            row(out, "log        日志", identity);
            checkServers(wrong);
            if (!store.trouble().isEmpty()) {
                wrong.add(store.trouble() + "; rebuild the counts");
            }
            if (!store.log().isEmpty() && !store.log().equals(identity)) {
                wrong.add("log: " + identity + " (expected: " + store.log()
                        + ", which the counts are a view of; give that log back, or rebuild)");
            }
            out.println();
            out.printf("%9s %12s %12s %9s  %-22s %s%n", "partition", "position", "log end", "lag", "counted up to", "oldest uncounted");
            out.printf("%7s %10s %8s %7s  %-17s %s%n", "分区", "已计位置", "日志末尾", "滞后", "已计至", "最早未计");
            Instant now = Instant.now();
            for (int partition : ends.keySet()) {
                long position = store.positions().getOrDefault(partition, 0L);
                long end = ends.get(partition);
                out.printf("%9d %12d %12d %9d  %-22s %s%n", partition, position, end, Math.max(0, end - position),
                        store.asOfMillis().containsKey(partition)
                                ? age(Instant.ofEpochMilli(store.asOfMillis().get(partition)), now) : "-",
                        oldest.containsKey(partition) ? age(oldest.get(partition), now) : "-");
                if (position < beginnings.get(partition)) {
                    wrong.add("partition " + partition + ": log begins at " + beginnings.get(partition)
                            + " (expected: at or before position " + position + "; restore the log's beginning, or Redis from a backup)");
                }
                if (position > end) {
                    wrong.add("partition " + partition + ": log ends at " + end + " (expected: at or after position " + position
                            + "; restore the log, or rebuild)");
                }
            }
            long lag = uncounted.entrySet().stream().mapToLong(one -> ends.get(one.getKey()) - one.getValue()).sum();
            out.println();
            wrong.forEach(line -> out.println("wrong 异常: " + line));
            if (lag > 0) {
                out.printf("%d records are not counted yet 条记录尚未计入%n", lag);
            } else if (wrong.isEmpty()) {
                out.println("all counted 全部已计");
            }
            return lag == 0 && wrong.isEmpty() ? 0 : 1;
        }
    }

    private void checkServers(List<String> wrong) {
        try {
            inspector.checkServers();
        } catch (IllegalStateException e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
    }

    private static SortedMap<Integer, Long> uncounted(SortedMap<Integer, Long> positions, SortedMap<Integer, Long> ends) {
        SortedMap<Integer, Long> uncounted = new TreeMap<>();
        ends.forEach((partition, end) -> {
            long position = positions.getOrDefault(partition, 0L);
            if (position < end) {
                uncounted.put(partition, position);
            }
        });
        return uncounted;
    }

    /** Chinese characters take two columns on a terminal. */
    private static void row(PrintStream out, String what, String told) {
        int width = what.chars().map(character -> character >= 0x2E80 ? 2 : 1).sum();
        out.println(what + " ".repeat(17 - width) + told);
    }

    private static String age(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 100) {
            return seconds + " s ago";
        }
        if (seconds < 100 * 60) {
            return seconds / 60 + " min ago";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h ago" : seconds / (24 * 3600) + " d ago";
    }
}
