package org.allcity.ingest.http;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.allcity.ingest.Receipt;
import org.springframework.http.ResponseEntity;

/**
 * The answer to a request whose events are on their way.
 *
 * @param stored completes once Kafka has answered
 * @param answer completes after it, with what makes the answer
 */
record PendingAnswer(CompletableFuture<List<Receipt>> stored, CompletableFuture<Supplier<ResponseEntity<byte[]>>> answer) {

    /** Waits no longer: unless Kafka was faster, the answer is that it is not certain. */
    void giveUp() {
        stored.completeExceptionally(new TimeoutException("no acknowledgement"));
    }

    ResponseEntity<byte[]> written() {
        return answer.join().get();
    }
}
