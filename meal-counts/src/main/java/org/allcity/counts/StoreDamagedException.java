package org.allcity.counts;

/** What the store holds cannot be a fold of the log: someone else wrote there, or part of it is gone. */
public final class StoreDamagedException extends RuntimeException {

    public StoreDamagedException(String message) {
        super(message);
    }
}
