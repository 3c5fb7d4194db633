package org.allcity.aggregator;

/** A command cannot be done as asked; the message is one line that says what was found, what was expected and what to do. */
public final class CommandRefusedException extends RuntimeException {

    public CommandRefusedException(String message) {
        super(message);
    }
}
