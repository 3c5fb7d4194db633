package org.allcity.aggregator.kafka;

/** A record of the log that is no fact. It goes to the rejected topic and the partition goes on. */
public final class UnreadableRecordException extends Exception {

    private final String reason;

    UnreadableRecordException(String reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** Stable code; few values, so that it can be a metric's label. */
    String reason() {
        return reason;
    }
}
