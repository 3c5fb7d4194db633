package org.allcity.aggregator.kafka;

import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Notices that a consumer learned something new about the cluster. A topic that was deleted and made again is another log under
 * the same name, and a consumer goes on in it without a word; but it can fetch from it only after its metadata was updated. So
 * records polled without an update since the log was last identified are of that log. Kafka tells deserializers of updates.
 */
final class MetadataChanges extends ByteArrayDeserializer implements ClusterResourceListener {

    private volatile boolean changed = true;

    @Override
    public void onUpdate(ClusterResource clusterResource) {
        changed = true;
    }

    /** Whether there was an update since the log was last identified. */
    boolean any() {
        return changed;
    }

    /** To be called before the log is identified, so that an update meanwhile counts as a new one. */
    void noted() {
        changed = false;
    }

    /** The log could not be identified after all. */
    void notedInVain() {
        changed = true;
    }
}
