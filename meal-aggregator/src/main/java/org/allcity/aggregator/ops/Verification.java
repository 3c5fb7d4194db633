package org.allcity.aggregator.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.allcity.aggregator.CommandRefusedException;
import org.allcity.aggregator.LogReader;
import org.allcity.aggregator.LogReaders;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Fact;
import org.allcity.counts.LogId;
import org.allcity.counts.audit.AuditedView;
import org.allcity.counts.audit.AuditedView.HeldCounts;
import org.allcity.counts.audit.AuditedView.HeldLedgers;
import org.allcity.counts.audit.AuditedView.Standing;
import org.allcity.counts.audit.CountAudit;
import org.allcity.counts.audit.ExpectedCounts;
import org.allcity.counts.audit.LedgerCheck;
import org.allcity.counts.audit.ViewReplacedException;
import org.allcity.counts.recount.LoggedFact;
import org.allcity.counts.recount.MovingRecount;

/**
 * Compares all that the live view holds with the naive recount of the log, beside a system that goes on counting. The view is read in
 * pieces, each of one instant; each piece is compared with the recount at the positions of that instant.
 *
 * <p>Facts are held of one partition at a time, and of so many diners only as fit: the log is read once for each such slice.
 */
final class Verification {

    private static final int ATTEMPTS_MAX = 3;
    private static final int LINES_MAX = 100;
    private static final int DINERS_AT_ONCE = 2_000;

    /** Of the heap an eighth is for facts, of some 500 bytes each. */
    private static final int FACT_BYTES = 8 * 500;

    private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();

    /** Of the heap for each count, as it is held and as it is recounted. */
    private static final int COUNT_BYTES = 250;

    private final CountAudit audit;
    private final LogReaders logs;
    private final Pace pace;
    private final long factsAtOnce;
    private final long countsMax;

    Verification(CountAudit audit, LogReaders logs, Pace pace) {
        this(audit, logs, pace, Math.max(50_000, HEAP_BYTES / FACT_BYTES), HEAP_BYTES / COUNT_BYTES);
    }

    /**
     * @param factsAtOnce facts that are held in memory at a time, more or less
     * @param countsMax as many counts are compared; more would end the process, and with it its counting
     */
    Verification(CountAudit audit, LogReaders logs, Pace pace, long factsAtOnce, long countsMax) {
        this.audit = audit;
        this.logs = logs;
        this.pace = pace;
        this.factsAtOnce = factsAtOnce;
        this.countsMax = countsMax;
    }

    /**
     * What came of it.
     *
     * @param cells counts and points that were compared
     * @param records of the log up to the positions that were compared at
     * @param differ how many cells, ledgers and keys are not as they should be
     * @param lines the first of them, one line each
     */
    record Result(long cells, long ledgers, long records, long differ, List<String> lines) {

        String summary() {
            return cells + " cells compared, " + ledgers + " ledgers compared, " + records + " records read, " + differ + " differ";
        }
    }

    /**
     * Verifies, anew when positions go back or another view goes live meanwhile.
     *
     * @throws CommandRefusedException when there is nothing to compare with
     */
    Result verify(Progress progress) {
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try (LogReader log = logs.open()) {
                return new Round(log, audit.openLive(), progress).verify();
            } catch (ViewReplacedException e) {
                progress.say("starting over: " + e.getMessage());
            } catch (WentBackException e) {
                progress.say("starting over: Redis went back, " + e.getMessage());
            } finally {
                progress.end();
            }
        }
        throw new CommandRefusedException("Redis went back or was switched in each of " + ATTEMPTS_MAX
                + " attempts (expected: positions that go forward; look after Redis first)");
    }

    /** The store lost its tail while it was gone through, and counts on from an earlier position. */
    private static final class WentBackException extends Exception {
        private WentBackException(int partition, long from, long to) {
            super("in partition " + partition + " from " + from + " to " + to);
        }
    }

    private final class Round {

        private final LogReader log;
        private final AuditedView view;
        private final Progress progress;
        private final List<HeldCounts> pieces = new ArrayList<>();
        private final Set<String> keysRead = new HashSet<>();
        private final LedgerIds ledgerIds = new LedgerIds();
        private final Lines lines = new Lines();
        private SortedMap<Integer, Long> latest = new TreeMap<>();
        private int partitions;
        private long countsRead;
        private long ledgers;
        private long records;

        private Round(LogReader log, AuditedView view, Progress progress) {
            this.log = log;
            this.view = view;
            this.progress = progress;
        }

        private Result verify() throws ViewReplacedException, WentBackException {
            LogId identity = log.identity();
            partitions = identity.partitions();
            Standing standing = view.standing();
            expectToBeRecountable(identity, standing);
            latest = standing.positions();
            readCounts();
            ExpectedCounts expected = recounted(pieces, key -> true, true);
            ExpectedCounts.Comparison comparison = expected.compare(pieces);
            comparison.differences().forEach(difference -> lines.add(difference.toString()));
            long cells = comparison.compared() + comparePoints(expected.points());
            if (!comparison.unread().isEmpty()) {
                // Keys that came up while others were read: look at them before they count as missing.
                List<HeldCounts> late = view.counts(comparison.unread());
                for (HeldCounts piece : late) {
                    moveOn(piece.positions());
                    piece.strays().forEach(lines::add);
                }
                ExpectedCounts.Comparison more = recounted(late, comparison.unread()::contains, false).compare(late);
                more.differences().forEach(difference -> lines.add(difference.toString()));
                cells += more.compared();
            }
            return new Result(cells, ledgers, records, lines.count, lines.first);
        }

        private void expectToBeRecountable(LogId identity, Standing standing) {
            if (!standing.log().isEmpty() && !standing.log().equals(identity.toString())) {
                throw new CommandRefusedException("log: " + identity + " (expected: " + standing.log()
                        + ", which the counts are a view of; give that log back, or rebuild)");
            }
            SortedMap<Integer, Long> beginnings = log.beginnings();
            SortedMap<Integer, Long> ends = log.ends();
            standing.positions().forEach((partition, position) -> {
                if (beginnings.getOrDefault(partition, 0L) > 0) {
                    throw new CommandRefusedException("log: partition " + partition + " begins at " + beginnings.get(partition)
                            + " (expected: 0; what was deleted cannot be recounted)");
                }
                if (position > ends.getOrDefault(partition, 0L)) {
                    throw new CommandRefusedException("log: partition " + partition + " ends at " + ends.get(partition)
                            + " (expected: at or after " + position + ", where the counts stand; restore the log, or rebuild)");
                }
            });
        }

        /** Twice: a key that came up during the first scan is there during all of the second. */
        private void readCounts() throws ViewReplacedException, WentBackException {
            progress.begin("reading keys", 0);
            List<HeldCounts> read = new ArrayList<>();
            view.scan(key -> true, piece -> take(piece, read), diner -> ledgerIds.add(log.partitionOf(diner), diner));
            view.scan(key -> !keysRead.contains(key), piece -> take(piece, read), diner -> {});
            for (HeldCounts piece : read) {
                moveOn(piece.positions());
                pieces.add(piece);
            }
            progress.end();
        }

        private void take(HeldCounts piece, List<HeldCounts> read) {
            countsRead += piece.counts().values().stream().mapToLong(Map::size).sum();
            if (countsRead > countsMax) {
                throw new CommandRefusedException("heap: room for " + countsMax + " counts, and there are more (expected: " + COUNT_BYTES
                        + " MB for each million counts; give the JVM more by -Xmx, or set meals.aggregator.verify-every to 0 and run verify"
                        + " where there is memory)");
            }
            read.add(piece);
            keysRead.addAll(piece.counts().keySet());
            keysRead.addAll(piece.points().keySet());
            piece.strays().forEach(lines::add);
            progress.did(piece.counts().size());
        }

        private void moveOn(SortedMap<Integer, Long> positions) throws WentBackException {
            for (int partition = 0; partition < partitions; partition++) {
                long before = latest.getOrDefault(partition, 0L);
                long now = positions.getOrDefault(partition, 0L);
                if (now < before) {
                    throw new WentBackException(partition, before, now);
                }
            }
            latest = positions;
        }

        /** Recounts at the positions of each piece; and looks at the ledgers by the way. */
        private ExpectedCounts recounted(List<HeldCounts> atPieces, Predicate<String> wantedKeys, boolean withLedgers)
                throws ViewReplacedException, WentBackException {
            ExpectedCounts expected = new ExpectedCounts(view.names(), atPieces.size(), wantedKeys);
            SortedMap<Integer, Long> ends = atPieces.get(atPieces.size() - 1).positions();
            long total = 0;
            for (long end : ends.values()) {
                total += end * slices(end);
            }
            progress.begin(withLedgers ? "recounting" : "recounting for keys that came up", total);
            for (int partition = 0; partition < partitions; partition++) {
                int number = partition;
                List<Long> positions =
                        atPieces.stream().map(piece -> piece.positions().getOrDefault(number, 0L)).toList();
                int slices = slices(ends.getOrDefault(partition, 0L));
                for (int slice = 0; slice < slices; slice++) {
                    recount(new Slice(partition, slice, slices), positions, expected, withLedgers);
                }
            }
            return expected;
        }

        private int slices(long end) {
            return (int) Math.max(1, (end + factsAtOnce - 1) / factsAtOnce);
        }

        private void recount(Slice slice, List<Long> positions, ExpectedCounts expected, boolean withLedgers)
                throws ViewReplacedException, WentBackException {
            Map<DinerId, List<LoggedFact>> facts = new HashMap<>();
            long end = positions.get(positions.size() - 1);
            long read = read(slice, 0, end, facts);
            if (withLedgers && slice.number() == 0) {
                records += read;
            }
            MovingRecount recount = new MovingRecount(positions, expected::add);
            facts.values().forEach(recount::add);
            recount.finish();
            if (withLedgers) {
                compareLedgers(slice, facts, end);
            }
        }

        /** Gives how many records there were. */
        private long read(Slice slice, long from, long to, Map<DinerId, List<LoggedFact>> facts) {
            long[] count = {0, System.nanoTime()};
            log.read(Map.of(slice.partition(), from), Map.of(slice.partition(), to), slice::contains, batch -> {
                batch.facts().forEach(logged ->
                        facts.computeIfAbsent(logged.fact().diner(), diner -> new ArrayList<>(4)).add(logged));
                count[0] += batch.records();
                progress.did(batch.records());
                pace.restAfter(Duration.ofNanos(System.nanoTime() - count[1]));
                count[1] = System.nanoTime();
            });
            return count[0];
        }

        private void compareLedgers(Slice slice, Map<DinerId, List<LoggedFact>> facts, long end)
                throws ViewReplacedException, WentBackException {
            Set<DinerId> diners = new LinkedHashSet<>(facts.keySet());
            ledgerIds.addTo(diners, slice);
            List<DinerId> all = List.copyOf(diners);
            long read = end;
            for (int from = 0; from < all.size(); from += DINERS_AT_ONCE) {
                for (HeldLedgers held : view.ledgers(all.subList(from, Math.min(all.size(), from + DINERS_AT_ONCE)))) {
                    moveOn(held.positions());
                    long position = held.positions().getOrDefault(slice.partition(), 0L);
                    if (position > read) {
                        read(slice, read, position, facts);
                        read = position;
                    }
                    compare(held, position, held.ledgersFrom().getOrDefault(slice.partition(), position), facts);
                }
            }
        }

        private void compare(HeldLedgers held, long position, long ledgersFrom, Map<DinerId, List<LoggedFact>> facts) {
            for (DinerId diner : held.asked()) {
                String stray = held.strays().get(diner);
                if (stray != null) {
                    lines.add(stray);
                    continue;
                }
                DinerLedger ledger = held.ledgers().get(diner);
                long knownTo = ledger == null ? ledgersFrom : Math.max(ledgersFrom, ledger.next());
                if (knownTo > position) {
                    lines.add(view.names().ledger(diner) + ": found records before " + knownTo + ", expected those before " + position
                            + ", as in the counts");
                }
                List<Fact> logged = facts.getOrDefault(diner, List.of()).stream()
                        .filter(fact -> fact.offset() < knownTo)
                        .map(LoggedFact::fact)
                        .toList();
                List<String> differences = LedgerCheck.differences(ledger, logged);
                differences.forEach(line -> lines.add(view.names().ledger(diner) + ": " + line));
                ledgers++;
            }
        }

        private long comparePoints(Map<String, Set<String>> expected) {
            Map<String, Set<String>> held = new HashMap<>();
            pieces.forEach(piece ->
                    piece.points().forEach((set, points) -> held.computeIfAbsent(set, key -> new HashSet<>()).addAll(points)));
            long compared = 0;
            for (var set : expected.entrySet()) {
                for (String point : set.getValue()) {
                    compared++;
                    if (!held.getOrDefault(set.getKey(), Set.of()).contains(point)) {
                        lines.add(set.getKey() + ": found no " + point + ", expected it, since it has a count");
                    }
                }
            }
            return compared;
        }
    }

    /** As many lines as a person reads, and how many there are. */
    private static final class Lines {

        private final List<String> first = new ArrayList<>();
        private long count;

        void add(String line) {
            count++;
            if (first.size() < LINES_MAX) {
                first.add(line);
            }
        }
    }
}
