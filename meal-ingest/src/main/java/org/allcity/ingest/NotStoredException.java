package org.allcity.ingest;

import org.jspecify.annotations.Nullable;

/** It is not certain that what was to be stored is stored: to be sent again, which is harmless if it was. */
public final class NotStoredException extends RuntimeException {

    /** Why; the name is the metric's label. */
    public enum Reason { IN_FLIGHT, NO_ACK }

    private final Reason reason;

    public NotStoredException(Reason reason, String message, @Nullable Throwable cause) {
        // Expected in numbers while Kafka is away: no stack trace.
        super(message, cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
