package org.allcity.counts;

/** A reading would hold the store up for longer than its writers can wait. */
public final class TooMuchAskedException extends RuntimeException {

    public TooMuchAskedException(String message) {
        super(message);
    }
}
