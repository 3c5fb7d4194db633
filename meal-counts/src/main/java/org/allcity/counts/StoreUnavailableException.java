package org.allcity.counts;

/** The store did not answer, or answered that it cannot work now; the same call may go through later. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
