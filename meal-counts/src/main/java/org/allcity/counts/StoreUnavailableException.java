package org.allcity.counts;

import org.jspecify.annotations.Nullable;

/** The store did not answer, or answered that it cannot work now; the same call may go through later. */
public final class StoreUnavailableException extends RuntimeException {

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
