package org.allcity.board;

/** The counts did not include the awaited records within the time allowed. */
public final class NotReachedException extends RuntimeException {

    NotReachedException(String message) {
        super(message);
    }
}
