package org.allcity.board;

/** As many are served at a time as the settings allow; a later call may go through. */
public final class BusyException extends RuntimeException {

    public BusyException(String message) {
        super(message);
    }
}
