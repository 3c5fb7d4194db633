package org.allcity.aggregator;

/** The log cannot be read: Kafka does not answer, or has no such topic. */
public final class LogUnavailableException extends RuntimeException {

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
