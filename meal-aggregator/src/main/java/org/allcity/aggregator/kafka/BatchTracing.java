package org.allcity.aggregator.kafka;

import java.util.List;
import java.util.function.Supplier;
import org.allcity.counts.ApplyResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Follows records that ingest follows into the batch that they are counted by. Not for several threads. */
interface BatchTracing {

    /** Follows nothing, and costs nothing. */
    BatchTracing NONE = new BatchTracing() {

        @Override
        public void clear() {}

        @Override
        public void folded(List<ConsumerRecord<byte[], byte[]>> records) {}

        @Override
        public ApplyResult written(Supplier<ApplyResult> writing) {
            return writing.get();
        }
    };

    /** A batch begins, whatever became of the one before. */
    void clear();

    /** Records are in the batch. */
    void folded(List<ConsumerRecord<byte[], byte[]>> records);

    /** Has the batch written, and ends it. */
    ApplyResult written(Supplier<ApplyResult> writing);
}
