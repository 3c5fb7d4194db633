package org.allcity.aggregator;

import java.util.Optional;

/** Whether what is counted stays in the store, by the store's own account of itself. */
@FunctionalInterface
public interface StoreSafety {

    /**
     * What is wrong now, in one line; empty when nothing is.
     *
     * @throws org.allcity.counts.StoreUnavailableException when it gives no account
     */
    Optional<String> danger();
}
