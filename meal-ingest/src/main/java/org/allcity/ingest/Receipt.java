package org.allcity.ingest;

import org.jspecify.annotations.Nullable;

/** Where Kafka has stored a fact: proof that all in-sync replicas have it. */
public record Receipt(int partition, long offset) {

    /** As terminals and the board's {@code after} know it: {@code 3:18841}. Null if Kafka has the fact but did not say where. */
    public @Nullable String position() {
        // A retried batch that Kafka already had can be acknowledged without its offset.
        return offset < 0 ? null : partition + ":" + offset;
    }
}
