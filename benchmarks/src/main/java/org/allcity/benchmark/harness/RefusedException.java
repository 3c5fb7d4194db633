package org.allcity.benchmark.harness;

/** A command that cannot be done; the message is all that the user is shown. */
final class RefusedException extends RuntimeException {

    RefusedException(String message) {
        super(message);
    }
}
