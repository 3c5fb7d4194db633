package org.allcity.aggregator;

import java.util.List;
import java.util.SortedMap;
import org.allcity.counts.StoreUnavailableException;

/** Looks at the store from outside. Every method may throw {@link StoreUnavailableException}. */
public interface StoreInspector {

    /**
     * Looks whether the store's servers can be trusted with counts.
     *
     * @throws IllegalStateException when not, with one line that says what to do
     */
    void checkServers();

    /** What stands there, told rather than judged. */
    StoreDescription describe();

    /**
     * What stands in the store, as far as it can be read.
     *
     * @param servers a line for each
     * @param layout version of the layout; empty when nothing is stored
     * @param view the live view
     * @param building a view that is being built, or was; empty when none
     * @param log that the live view is a view of; empty when nothing is stored
     * @param positions of the live view, by partition
     * @param asOfMillis latest receipt that is counted, by partition
     * @param trouble why the counts cannot be read, in one line; empty when they can
     */
    record StoreDescription(
            List<String> servers,
            String layout,
            String view,
            String building,
            String log,
            SortedMap<Integer, Long> positions,
            SortedMap<Integer, Long> asOfMillis,
            String trouble) {}
}
