package org.allcity.counts.redis;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.CountBatch;
import org.allcity.counts.CountStore;
import org.allcity.counts.DinerId;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.StoreDamagedException;
import org.allcity.counts.StoreUnavailableException;
import org.allcity.counts.StoredPosition;

/**
 * Keeps ledgers, counts and position of one view in Redis. One script compares and writes, so that they can only move together; what to write is
 * decided before, in the core.
 */
final class RedisCountStore implements CountStore {

    private final RedisCalls calls;
    private final RedisKeys keys;
    /** About a millisecond of Redis's time. */
    private static final int LEDGERS_AT_ONCE = 1_000;

    private final Script apply;
    private final Script readLedgers;
    private final RedisReader reader;

    RedisCountStore(RedisCalls calls, RedisKeys keys, RedisReader reader) {
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
    public ApplyResult apply(CountBatch batch) {
        ApplyCall call = new ApplyCall(keys, batch);
        List<String> answer = apply.run(call.keys(), call.arguments());
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
