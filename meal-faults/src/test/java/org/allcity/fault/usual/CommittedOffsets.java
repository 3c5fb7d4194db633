package org.allcity.fault.usual;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Committing what is done, and going back to it when a batch has to be tried again. */
final class CommittedOffsets {

    private static final Logger log = LoggerFactory.getLogger(CommittedOffsets.class);

    private CommittedOffsets() {}

    /** Commits what was polled; a member that is no longer one cannot, and whoever owns the partitions now does its batch again. */
    static void commit(Consumer<?, ?> consumer) {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.warn("not committed: {}", e.toString());
        }
    }

    static void seekBack(Consumer<?, ?> consumer) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }
}
