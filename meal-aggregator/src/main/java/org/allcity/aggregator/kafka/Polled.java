package org.allcity.aggregator.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.PartitionFold.RefusedFact;
import org.allcity.aggregator.SharedBatch;
import org.allcity.aggregator.kafka.RejectedRecords.Rejected;
import org.allcity.counts.Facts;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought of one partition, on its way into batches. */
final class Polled {

    /** Facts folded in one go: little enough for a batch to end between two. */
    private static final int FOLDED_AT_ONCE = 1000;

    /** Of so many facts or fewer each freshness is measured, of more an even part. */
    private static final int MEASURED_PER_FOLD = 50;

    final AssignedPartition assigned;
    final PartitionFold fold;
    /** None any more once all are folded: what waits for the store shall not keep them in the heap. */
    private List<ConsumerRecord<byte[], byte[]>> records;
    private final int size;
    private final long to;
    /** Those that can be read, in the order of the records. */
    private final Facts facts;
    /** The others. */
    private final Queue<Rejected> unreadable = new ArrayDeque<>();
    /** How many times some of it was folded: of one without records once, which is to be written like any other. */
    private int folds;
    private int foldsWritten;
    private int factsFolded;
    private int folded;
    private int handedOver;
    private int written;

    /** Since the last batch was handed over: records that had been counted before, and were only added to ledgers again. */
    private int relearned;
    /** Since the last batch was handed over: records that do not count. */
    private int rejected;
    /** Since the last batch was handed over: when some of the facts occurred and were received. */
    private List<Times> measured = new ArrayList<>();

    /** @param to position after the last record */
    Polled(AssignedPartition assigned, PartitionFold fold, List<ConsumerRecord<byte[], byte[]>> records, long to) {
        this.assigned = assigned;
        this.fold = fold;
        this.records = records;
        this.size = records.size();
        this.to = to;
        this.facts = assigned.facts();
    }

    /** Reads all records, and from the store the ledgers that they need: all at once, since each look waits behind the batch that it is at. */
    void read(FactDecoder decoder) {
        facts.clear();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                decoder.decode(record, fold.log().partitions(), facts);
            } catch (UnreadableRecordException e) {
                unreadable.add(new Rejected(record, e.reason(), String.valueOf(e.getMessage())));
            }
        }
        fold.readLedgers(facts);
    }

    /** Whether some of it is still to be folded; at first always, so that positions pass records that are no more. */
    boolean hasMore() {
        return folds == 0 || folded < size;
    }

    /** Folds some of it into a batch, and tells of the records that do not count. */
    void foldSome(SharedBatch batch, List<Rejected> rejects, BatchTracing tracing) {
        folds++;
        int before = rejects.size();
        int end = Math.min(facts.size(), factsFolded + FOLDED_AT_ONCE);
        long someTo = end == facts.size() ? to : facts.offset(end);
        int from = folded;
        folded += end - factsFolded;
        while (!unreadable.isEmpty() && unreadable.element().record().offset() < someTo) {
            folded++;
            Rejected one = unreadable.remove();
            // One before the position was kept on the rejected topic when the position passed it.
            if (!fold.isCounted(one.record().offset())) {
                rejects.add(one);
            }
        }
        List<ConsumerRecord<byte[], byte[]>> some = records.subList(from, folded);
        for (ConsumerRecord<byte[], byte[]> record : some) {
            relearned += fold.isCounted(record.offset()) ? 1 : 0;
        }
        if (!fold.isRelearning()) {
            tracing.folded(some);
        }
        for (RefusedFact refused : batch.add(fold, facts, factsFolded, end, someTo)) {
            rejects.add(Rejected.of(recordAt(facts.offset(refused.index())), refused.refusal()));
        }
        rejected += rejects.size() - before;
        measure(end);
        factsFolded = end;
        if (folded == size) {
            records = List.of();
        }
    }

    private ConsumerRecord<byte[], byte[]> recordAt(long offset) {
        int low = 0;
        for (int high = size - 1; low < high; ) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return records.get(low);
    }

    private void measure(int end) {
        int step = Math.max(1, (end - factsFolded) / MEASURED_PER_FOLD);
        for (int i = factsFolded; i < end; i += step) {
            if (!fold.isCounted(facts.offset(i))) {
                measured.add(new Times(facts.occurredAtMillis(i), facts.receivedAtMillis(i)));
            }
        }
    }

    /** Hands over what was folded since the last time. */
    Part handOver() {
        Part part = new Part(this, folds, folded - handedOver, relearned, rejected, measured);
        handedOver = folded;
        relearned = 0;
        rejected = 0;
        measured = new ArrayList<>();
        return part;
    }

    /** Whether the store has all of it. */
    boolean isWritten() {
        return !hasMore() && foldsWritten == folds;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** What is not written has to be polled again. */
    void givenBack(AggregatorMetrics metrics) {
        metrics.givenBack(size - written);
    }

    private record Times(long occurredAtMillis, long receivedAtMillis) {}

    /** What went into one batch. */
    record Part(Polled of, int folds, int records, int relearned, int rejected, List<Times> measured) {

        /** The store has it. */
        void written(AggregatorMetrics metrics, long lagRecords) {
            if (records > 0) {
                metrics.applied(records, relearned, rejected);
            }
            long now = System.currentTimeMillis();
            measured.forEach(times -> metrics.fresh(times.occurredAtMillis, times.receivedAtMillis, now));
            of.fold.tellLedgers(metrics);
            of.written += records;
            of.foldsWritten = folds;
            metrics.position(of.fold.partition(), of.fold.position(), of.fold.isRelearning() ? 0 : lagRecords);
        }
    }

    @Override
    public String toString() {
        return assigned.partition() + " at " + fold.position() + " to " + to;
    }
}
