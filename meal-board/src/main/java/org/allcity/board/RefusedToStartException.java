package org.allcity.board;

import org.jspecify.annotations.Nullable;

/** Why the board does not start, in one line for the person who starts it. */
final class RefusedToStartException extends RuntimeException {

    RefusedToStartException(String property, @Nullable Object found, String expected) {
        super(property + ": " + (found == null ? "missing" : found) + " (expected: " + expected + ")");
    }
}
