package org.allcity.counts.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.allcity.counts.AreaLevel;
import org.allcity.counts.Calendar;
import org.allcity.counts.CountBatch;
import org.allcity.counts.DinerLedger;
import org.allcity.counts.Window;
import org.jspecify.annotations.Nullable;

/** A batch as the keys and arguments of apply.lua. */
final class ApplyCall {

    /** Fields or members per argument: the script's unpack() takes two values for each, and no more than some thousands. */
    private static final int CHUNK = 1000;

    private static final int PLACE_BITS = 44;
    private static final byte[] NOTHING = {};

    private final RedisKeys redisKeys;
    private final CountHashes changes;
    private final @Nullable Before known;
    private final LedgerCodec.Encoder ledgerEncoder = new LedgerCodec.Encoder();
    private final MessagePack packed = new MessagePack();
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> arguments = new ArrayList<>();

    /**
     * @param changes those of the batch
     * @param known null to have the script read and add
     */
    ApplyCall(RedisKeys redisKeys, CountBatch batch, CountHashes changes, @Nullable Before known) {
        this.redisKeys = redisKeys;
        this.changes = changes;
        this.known = known;
        addKeys(List.of(
                redisKeys.schema(), redisKeys.pointer(), redisKeys.log(), redisKeys.positions(), redisKeys.ledgersFrom(),
                redisKeys.asOf(), redisKeys.hold()));
        addArguments(List.of(RedisKeys.SCHEMA_VERSION, RedisKeys.SCHEMA_VERSION_BEFORE, redisKeys.number()));
        addArguments(List.of(redisKeys.isLive() ? "live" : "building", batch.log()));
        arguments.add(known == null ? NOTHING : positions(batch.log().partitions(), known));
        int counted = arguments.size();
        int hashes = addHashes();
        int sets = addSets();
        List<Object> amounts = new ArrayList<>(List.of(batch.advances().size(), hashes, sets));
        for (CountBatch.Advance advance : batch.advances()) {
            amounts.addAll(List.of(
                    advance.partition(), advance.from(), advance.to(), advance.ledgersFrom(), advance.latestReceivedAtMillis()));
        }
        arguments.addAll(counted, amounts.stream().map(amount -> RedisKeys.bytes(amount.toString())).toList());
        for (DinerLedger ledger : batch.ledgers()) {
            keys.add(RedisKeys.bytes(redisKeys.ledger(ledger.registered(), ledger.dinerHigh(), ledger.dinerLow())));
            arguments.add(ledgerEncoder.encode(ledger));
        }
    }

    byte[][] keys() {
        return keys.toArray(byte[][]::new);
    }

    byte[][] arguments() {
        return arguments.toArray(byte[][]::new);
    }

    /** Gives how many there are. */
    private int addHashes() {
        int before = keys.size();
        for (int i = 0; i < changes.size(); i++) {
            CountHash hash = changes.get(i);
            int fields = 0;
            for (int j = 0; j < hash.size(); j++) {
                fields += hash.amount(j) == 0 ? 0 : 1;
            }
            if (fields > 0) {
                keys.add(redisKeys.key(hash));
                arguments.add(known == null ? additions(hash, fields) : amounts(hash, known.hashes[i], fields));
            }
        }
        return keys.size() - before;
    }

    private byte[] additions(CountHash hash, int fields) {
        packed.clear().array(fields);
        for (int i = 0; i < hash.size(); i++) {
            if (hash.amount(i) != 0) {
                packed.text(RedisKeys.field(hash, hash.field(i)));
            }
        }
        packed.array(fields);
        for (int i = 0; i < hash.size(); i++) {
            if (hash.amount(i) != 0) {
                packed.number(hash.amount(i));
            }
        }
        return packed.toByteArray();
    }

    /** The fields that change, as they become; and those that become zero. */
    private byte[] amounts(CountHash hash, CountHash before, int fields) {
        int zeros = 0;
        for (int i = 0; i < hash.size(); i++) {
            zeros += hash.amount(i) != 0 && before.amountOf(hash.field(i)) + hash.amount(i) == 0 ? 1 : 0;
        }
        packed.clear().array(2 * (fields - zeros));
        for (int i = 0; i < hash.size(); i++) {
            long amount = before.amountOf(hash.field(i)) + hash.amount(i);
            if (hash.amount(i) != 0 && amount != 0) {
                packed.text(RedisKeys.field(hash, hash.field(i)));
                packed.digits(amount);
            }
        }
        packed.array(zeros);
        for (int i = 0; zeros > 0 && i < hash.size(); i++) {
            if (hash.amount(i) != 0 && before.amountOf(hash.field(i)) + hash.amount(i) == 0) {
                packed.text(RedisKeys.field(hash, hash.field(i)));
            }
        }
        return packed.toByteArray();
    }

    /** Where all partitions have to stand for what is known to be true: partitions, positions. */
    private byte[] positions(int partitions, Before known) {
        packed.clear().array(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            packed.digits(partition);
        }
        packed.array(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            packed.digits(known.positions.getOrDefault(partition, 0L));
        }
        return packed.toByteArray();
    }

    /** The points of the changes: a window's wider areas are found by them, since none has persons of whom no point ever had one. */
    private int addSets() {
        long[] points = new long[changes.size()];
        int size = 0;
        for (int i = 0; i < changes.size(); i++) {
            CountHash hash = changes.get(i);
            if (hash.level == AreaLevel.POINT) {
                int month = Calendar.monthOf(hash.firstDay);
                int set = hash.kind == Window.Kind.YEAR ? Calendar.yearOfMonth(month) : -1 - month;
                points[size++] = (long) set << PLACE_BITS | hash.area;
            }
        }
        Arrays.sort(points, 0, size);
        int before = keys.size();
        for (int from = 0, to; from < size; from = to) {
            to = from;
            int distinct = 0;
            while (to < size && points[to] >> PLACE_BITS == points[from] >> PLACE_BITS && distinct < CHUNK) {
                distinct += to == from || points[to] != points[to - 1] ? 1 : 0;
                to++;
            }
            keys.add(RedisKeys.bytes(pointsKey((int) (points[from] >> PLACE_BITS))));
            arguments.add(members(points, from, to, distinct));
        }
        return keys.size() - before;
    }

    private String pointsKey(int set) {
        return set >= 0 ? redisKeys.pointsOfYear(set) : redisKeys.pointsOfMonth(-1 - set);
    }

    private byte[] members(long[] points, int from, int to, int distinct) {
        packed.clear().array(distinct);
        for (int i = from; i < to; i++) {
            if (i == from || points[i] != points[i - 1]) {
                packed.text(RedisKeys.pointPath(points[i] & (1L << PLACE_BITS) - 1));
            }
        }
        return packed.toByteArray();
    }

    /**
     * Counts as they are before a batch.
     *
     * @param positions of all partitions that have one; where the store stands when it holds these counts
     * @param hashes of the names that the batch changes, in its order
     */
    record Before(SortedMap<Integer, Long> positions, @Nullable CountHash[] hashes) {}

    /** All in lists of at most so many. */
    static <T> List<List<T>> chunks(Collection<T> all, int size) {
        List<T> list = List.copyOf(all);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += size) {
            chunks.add(list.subList(from, Math.min(list.size(), from + size)));
        }
        return chunks;
    }

    private void addKeys(List<String> all) {
        all.forEach(key -> keys.add(RedisKeys.bytes(key)));
    }

    private void addArguments(List<Object> all) {
        all.forEach(argument -> arguments.add(RedisKeys.bytes(argument.toString())));
    }
}
