package org.allcity.counts.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStore;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ledgers, counts and position of one view in Redis. One script compares and writes, so that they can only move together; what to write is
 * decided before, in the core.
 */
final class RedisCountStore implements CountStore {

    /** About a millisecond of Redis's time. */
    private static final int LEDGERS_AT_ONCE = 1_000;

    private static final int HASHES_AT_ONCE = 2_000;
    /** After somebody else has written, the script adds so many batches; twice as many when it happens again before known counts have held. */
    private static final int BATCHES_IN_DOUBT = 20;
    private static final int BATCHES_IN_DOUBT_MAX = 20 * 64;
    /** Doubles are exact below. */
    private static final long INEXACT = 1L << 53;
    private static final List<String> OTHERS = List.of("OTHERS");

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final KnownCounts known = new KnownCounts(KnownCounts.HASHES_MAX);
    private final int knownFrom;
    private int batchesInDoubt;
    private int batchesInNextDoubt = BATCHES_IN_DOUBT;

    private final Script apply;
    private final Script readLedgers;
    private final RedisReader reader;

    /** @param knownFrom hashes from which on a batch is written from known counts; less than all in tests only */
    RedisCountStore(RedisCalls calls, RedisKeys keys, RedisReader reader, int knownFrom) {
        this.knownFrom = knownFrom;
        this.calls = calls;
        this.keys = keys;
        this.apply = new Script("apply.lua", calls);
        this.readLedgers = new Script("ledgers.lua", calls);
        this.reader = reader;
    }

    /** Number of its view. */
    long view() {
        return keys.number();
    }

    @Override
    public synchronized ApplyResult apply(CountBatch batch) {
        CountHashes changes = HashChanges.of(batch.changes());
        boolean isApplied = false;
        boolean wasKnown = known.positions() != null;
        try {
            ApplyCall.Before before = changes.size() >= knownFrom ? before(changes) : null;
            List<String> answer = before == null ? OTHERS : run(batch, changes, before);
            boolean isAdded = answer.equals(OTHERS);
            if (isAdded) {
                answer = run(batch, changes, null);
            }
            ApplyResult result = result(answer);
            isApplied = result instanceof ApplyResult.Applied;
            // What was only just read says nothing of whether others write.
            if (isApplied && !isAdded && wasKnown) {
                batchesInNextDoubt = BATCHES_IN_DOUBT;
            }
            return result;
        } finally {
            if (isApplied) {
                known.applied(batch.advances(), changes);
            } else {
                known.forget();
            }
        }
    }

    private List<String> run(CountBatch batch, CountHashes changes, ApplyCall.@Nullable Before before) {
        ApplyCall call = new ApplyCall(keys, batch, changes, before);
        List<String> answer = apply.run(call.keys(), call.arguments());
        if (answer.equals(OTHERS)) {
            doubt();
        }
        return answer;
    }

    private ApplyResult result(List<String> answer) {
        return switch (answer.get(0)) {
            case "APPLIED" -> new ApplyResult.Applied();
            case "POSITION" -> new ApplyResult.PositionDiffers(RedisReader.number(keys.positions(), answer.get(1)));
            case "SUPERSEDED" -> new ApplyResult.Superseded();
            case "HELD" -> throw new StoreUnavailableException(
                    "Redis: " + keys.hold() + ": a rebuilt view is taking over (expected: in a few seconds)", null);
            case "LOG" -> new ApplyResult.LogDiffers(answer.get(1));
            case "SCHEMA" -> throw RedisReader.unknownSchema(keys, answer.get(1));
            case "DAMAGED" -> throw new StoreDamagedException(RedisCalls.oneLine(answer.get(1)));
            default -> throw new IllegalStateException("apply.lua: " + answer + " (expected: an answer that it documents)");
        };
    }

    /** The counts that a batch changes, as they are known, once those that are not were read; null when they cannot be. */
    private ApplyCall.@Nullable Before before(CountHashes changes) {
        if (batchesInDoubt > 0) {
            batchesInDoubt--;
            return null;
        }
        @Nullable CountHash[] before = known.like(changes);
        List<Integer> missing = IntStream.range(0, before.length).filter(i -> before[i] == null).boxed().toList();
        for (List<Integer> some : ApplyCall.chunks(missing, HASHES_AT_ONCE)) {
            List<String> names = some.stream().map(i -> RedisKeys.text(keys.key(changes.get(i)))).toList();
            try {
                RedisReader.Read read = reader.read(keys, List.of(), names);
                if (!known.isOfNow(read.positions())) {
                    doubt();
                    return null;
                }
                for (int i = 0; i < names.size(); i++) {
                    before[some.get(i)] = known.learn(changes.get(some.get(i)), read.hashes().get(i));
                }
            } catch (ViewSupersededException | StoreDamagedException e) {
                // The script tells it in its own way, when it meets the same.
                known.forget();
                return null;
            }
        }
        SortedMap<Integer, Long> positions = known.positions();
        return positions != null && isInRange(changes, before) ? new ApplyCall.Before(positions, before) : null;
    }

    /** Somebody else writes too: what is known is not for long. */
    private void doubt() {
        known.forget();
        batchesInDoubt = batchesInNextDoubt;
        batchesInNextDoubt = Math.min(BATCHES_IN_DOUBT_MAX, 2 * batchesInNextDoubt);
    }

    private static boolean isInRange(CountHashes changes, @Nullable CountHash[] known) {
        for (int i = 0; i < changes.size(); i++) {
            CountHash change = changes.get(i);
            CountHash before = known[i];
            for (int j = 0; j < change.size(); j++) {
                long after = before.amountOf(change.field(j)) + change.amount(j);
                if (after < 0 || after >= INEXACT) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public Optional<StoredPosition> position(int partition) {
        try {
            RedisReader.Read read = reader.read(keys, List.of(), List.of(keys.ledgersFrom()));
            return Optional.ofNullable(read.positions().get(partition))
                    .map(next -> new StoredPosition(read.log(), next, ledgersFrom(read, partition, next)));
        } catch (ViewSupersededException e) {
            throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private long ledgersFrom(RedisReader.Read read, int partition, long next) {
        Long from = read.hashes().get(0).get(String.valueOf(partition));
        if (from == null && read.schema().equals(RedisKeys.SCHEMA_VERSION_BEFORE)) {
            return next;
        }
        if (from == null || from > next) {
            throw new StoreDamagedException(keys.ledgersFrom() + ": " + (from == null ? "missing" : "at " + from) + " in partition "
                    + partition + " (expected: at most " + next + ", as the counts)");
        }
        return from;
    }

    @Override
    public Map<DinerId, DinerLedger> ledgers(Collection<DinerId> diners) {
        Map<DinerId, DinerLedger> ledgers = new HashMap<>();
        for (List<DinerId> some : ApplyCall.chunks(diners, LEDGERS_AT_ONCE)) {
            String[] names = some.stream().map(keys::ledger).toArray(String[]::new);
            List<Object> answer = readLedgers.runNested(Script.bytes(names), new byte[0][]);
            if (!RedisKeys.text((byte[]) answer.get(0)).equals("READ")) {
                throw new StoreDamagedException(RedisCalls.oneLine(RedisKeys.text((byte[]) answer.get(1))));
            }
            for (int i = 0; i < names.length; i++) {
                DinerId diner = some.get(i);
                byte[] bytes = (byte[]) answer.get(i + 1);
                ledgers.put(diner, bytes == null ? DinerLedger.empty(diner) : LedgerCodec.decode(names[i], diner, bytes));
            }
        }
        return ledgers;
    }
}
