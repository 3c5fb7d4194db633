package org.allcity.counts;

import java.util.Optional;

/**
 * The views of the log that are kept: the live one, which is read, and at most one beside it that is being built to take its place.
 * Every method may throw {@link StoreUnavailableException} or {@link StoreDamagedException}.
 */
public interface CountStores {

    /** The store of the view that is live now, the same each time; it stays that view's when another one takes its place. */
    CountStore live();

    /**
     * Begins another view with nothing in it. What an unfinished one has left is superseded.
     *
     * @return empty while another builder is alive
     */
    Optional<NewView> build();
}
