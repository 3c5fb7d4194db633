package org.allcity.ingest.kafka;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Follows the facts of a request on their way to Kafka, and lets those who read them follow on. */
interface PublishTracing {

    /** Follows nothing, and costs nothing. */
    PublishTracing NONE = (topic, facts) -> Publication.NONE;

    /** The facts of one request are about to be sent. */
    Publication begin(String topic, int facts);

    /** The facts of one request on their way. */
    interface Publication {

        Publication NONE = new Publication() {

            @Override
            public @Nullable List<Header> headers() {
                return null;
            }

            @Override
            public void ended(@Nullable Throwable failure) {}
        };

        /** What goes along with each fact; null where the request is not followed. */
        @Nullable List<Header> headers();

        /** All are acknowledged, or not. */
        void ended(@Nullable Throwable failure);
    }
}
