package org.allcity.ingest;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes facts to the city's log. */
public interface FactPublisher {

    /**
     * Completes with one receipt per report, in their order, once all in-sync replicas have all of them; or fails with
     * {@link NotStoredException} if that is not certain of every one, which includes that some are stored all the same.
     * Never blocks, and always completes in bounded time.
     */
    CompletableFuture<List<Receipt>> publish(List<ServiceReport> reports, TerminalPlace place);
}
