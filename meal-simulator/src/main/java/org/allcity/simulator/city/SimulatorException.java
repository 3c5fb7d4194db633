package org.allcity.simulator.city;

import org.jspecify.annotations.Nullable;

/** The simulation cannot go on; the message is one line for a person: what was found, what was expected, what to do. */
public class SimulatorException extends RuntimeException {

    public SimulatorException(String message) {
        super(message);
    }

    public SimulatorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
