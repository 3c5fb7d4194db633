package org.allcity.aggregator;

/** Why the aggregator does not start, in one line for the person who starts it. */
public final class RefusedToStartException extends RuntimeException {

    public RefusedToStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
