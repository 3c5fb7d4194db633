package org.allcity.counts.audit;

/** Another view has gone live while this one was gone through. */
public final class ViewReplacedException extends Exception {

    public ViewReplacedException(String message) {
        super(message);
    }
}
