package org.allcity.local;

/** Why {@code ./run} cannot start here, as lines for the person at the console: what was found, and what to do. */
final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartRefusedException(String lines) {
        super(lines);
    }

    StartRefusedException(String lines, Throwable cause) {
        super(lines, cause);
    }
}
