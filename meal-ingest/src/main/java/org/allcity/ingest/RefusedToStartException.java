package org.allcity.ingest;

import org.jspecify.annotations.Nullable;

/** Why ingest does not start, in one line for the person who starts it. */
public final class RefusedToStartException extends RuntimeException {

    public RefusedToStartException(String message) {
        super(message);
    }

    static RefusedToStartException setting(String property, @Nullable Object found, String expected) {
        return new RefusedToStartException(property + ": " + (found == null ? "missing" : found) + " (expected: " + expected + ")");
    }

    /** As above, for a setting whose value must not be shown. */
    static RefusedToStartException secret(String property, String whatWasFound, String expected) {
        return setting(property, whatWasFound, expected);
    }
}
