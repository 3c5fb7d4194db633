package org.allcity.simulator.city;

/** The simulator was closed while it was at work; nothing is wrong. */
public final class SimulatorClosedException extends SimulatorException {

    public SimulatorClosedException(String during) {
        super("closed while " + during);
    }
}
