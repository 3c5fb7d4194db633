package org.allcity.aggregator.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.allcity.aggregator.PartitionFold;
import org.allcity.aggregator.PartitionFold.RefusedFact;
import org.allcity.aggregator.SharedBatch;
import org.allcity.aggregator.kafka.RejectedRecords.Rejected;
import org.allcity.counts.Facts;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one poll brought of one partition, on its way into a batch. */
final class Polled {

    /** A measure of so many facts tells as much as one of all of them. */
    private static final int MEASURED_MAX = 256;

    final AssignedPartition assigned;
    final PartitionFold fold;
    final List<ConsumerRecord<byte[], byte[]>> records;
    /** Position after the last record. */
    final long to;

    /** How many of the records had been counted before, and were only added to ledgers again. */
    int relearned;
    /** How many of the others do not count. */
    int rejected;

    private final Facts facts;
    private long countedFrom;

    Polled(AssignedPartition assigned, PartitionFold fold, List<ConsumerRecord<byte[], byte[]>> records, long to) {
        this.assigned = assigned;
        this.fold = fold;
        this.records = records;
        this.to = to;
        this.facts = assigned.facts();
    }

    /** Folds all of it into a batch, and tells of the records that do not count. */
    void fold(FactDecoder decoder, SharedBatch batch, List<Rejected> rejects) {
        int before = rejects.size();
        countedFrom = fold.position();
        facts.clear();
        List<ConsumerRecord<byte[], byte[]>> readable = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            boolean isCounted = record.offset() >= countedFrom;
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
        for (RefusedFact refused : batch.add(fold, facts, to)) {
            rejects.add(Rejected.of(readable.get(refused.index()), refused.refusal()));
        }
        rejected = rejects.size() - before;
    }

    /** Gives when facts that count from now on were received, in milliseconds since 1970: of all, or of an even part of many. */
    void counted(LongConsumer receivedAt) {
        int step = Math.max(1, facts.size() / MEASURED_MAX);
        for (int i = 0; i < facts.size(); i += step) {
            if (facts.offset(i) >= countedFrom) {
                receivedAt.accept(facts.receivedAtMillis(i));
            }
        }
    }
}
