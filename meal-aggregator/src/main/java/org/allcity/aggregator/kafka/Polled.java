package org.allcity.aggregator.kafka;

import java.util.ArrayList;
import java.util.List;
import org.allcity.aggregator.AggregatorMetrics;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.PartitionFold.RefusedFact;
import org.allcity.aggregator.SharedBatch;
import org.allcity.aggregator.kafka.RejectedRecords.Rejected;
import org.allcity.counts.Facts;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought of one partition, on its way into batches. */
final class Polled {

    /** Records folded in one go: little enough for a batch to end between two. */
    private static final int FOLDED_AT_ONCE = 1000;

    /** Of so many records or fewer each freshness is measured, of more an even part. */
    private static final int MEASURED_PER_FOLD = 50;

    final AssignedPartition assigned;
    final PartitionFold fold;
    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final long to;
    private final Facts facts;
    private boolean begun;
    private int folded;
    private int written;

    /** Since the last batch was written: records that had been counted before, and were only added to ledgers again. */
    private int relearned;
    /** Since the last batch was written: records that do not count. */
    private int rejected;
    /** Since the last batch was written: when some of the facts occurred and were received. */
    private final List<Times> measured = new ArrayList<>();

    /** @param to position after the last record */
    Polled(AssignedPartition assigned, PartitionFold fold, List<ConsumerRecord<byte[], byte[]>> records, long to) {
        this.assigned = assigned;
        this.fold = fold;
        this.records = records;
        this.to = to;
        this.facts = assigned.facts();
    }

    /** Whether some of it is still to be folded; at first always, so that positions pass records that are no more. */
    boolean hasMore() {
        return !begun || folded < records.size();
    }

    /** Folds some of it into a batch, and tells of the records that do not count. */
    void foldSome(FactDecoder decoder, SharedBatch batch, List<Rejected> rejects, BatchTracing tracing) {
        begun = true;
        int before = rejects.size();
        int end = Math.min(records.size(), folded + FOLDED_AT_ONCE);
        List<ConsumerRecord<byte[], byte[]>> some = records.subList(folded, end);
        long someTo = end == records.size() ? to : some.get(some.size() - 1).offset() + 1;
        List<ConsumerRecord<byte[], byte[]>> readable = new ArrayList<>(some.size());
        facts.clear();
        for (ConsumerRecord<byte[], byte[]> record : some) {
            boolean isCounted = record.offset() >= fold.position();
            relearned += isCounted ? 0 : 1;
            try {
                decoder.decode(record, fold.log().partitions(), facts);
                readable.add(record);
            } catch (UnreadableRecordException e) {
                // One before the position was kept on the rejected topic when the position passed it.
                if (isCounted) {
                    rejects.add(new Rejected(record, e.reason(), String.valueOf(e.getMessage())));
                }
            }
        }
        if (!fold.isRelearning()) {
            tracing.folded(some);
        }
        for (RefusedFact refused : batch.add(fold, facts, someTo)) {
            rejects.add(Rejected.of(readable.get(refused.index()), refused.refusal()));
        }
        rejected += rejects.size() - before;
        folded = end;
        measure();
    }

    private void measure() {
        int step = Math.max(1, facts.size() / MEASURED_PER_FOLD);
        for (int i = 0; i < facts.size(); i += step) {
            if (facts.offset(i) >= fold.position()) {
                measured.add(new Times(facts.occurredAtMillis(i), facts.receivedAtMillis(i)));
            }
        }
    }

    /** What was folded is written. */
    void written(AggregatorMetrics metrics, long lagRecords) {
        if (folded > written) {
            metrics.applied(folded - written, relearned, rejected);
        }
        long now = System.currentTimeMillis();
        measured.forEach(times -> metrics.fresh(times.occurredAtMillis, times.receivedAtMillis, now));
        measured.clear();
        fold.tellLedgers(metrics);
        relearned = 0;
        rejected = 0;
        written = folded;
        metrics.position(fold.partition(), fold.position(), fold.isRelearning() ? 0 : lagRecords);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** What is not written has to be polled again. */
    void givenBack(AggregatorMetrics metrics) {
        metrics.givenBack(records.size() - written);
    }

    private record Times(long occurredAtMillis, long receivedAtMillis) {}

    @Override
    public String toString() {
        return assigned.partition() + " at " + fold.position() + " to " + to;
    }
}
