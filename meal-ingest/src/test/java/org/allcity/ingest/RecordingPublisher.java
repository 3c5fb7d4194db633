package org.allcity.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it was given, and acknowledges it, unless told to fail or to keep silent. */
public final class RecordingPublisher implements FactPublisher {

    public final List<ServiceReport> published = new CopyOnWriteArrayList<>();
    public volatile @Nullable Exception failure;
    public volatile boolean silent;

    @Override
    public CompletableFuture<List<Receipt>> publish(List<ServiceReport> reports, TerminalPlace place) {
        Exception toFailWith = failure;
        if (toFailWith != null) {
            return CompletableFuture.failedFuture(toFailWith);
        }
        if (silent) {
            return new CompletableFuture<>();
        }
        List<Receipt> receipts = new ArrayList<>();
        synchronized (published) {
            for (ServiceReport report : reports) {
                receipts.add(new Receipt(3, 18_841 + published.size()));
                published.add(report);
            }
        }
        return CompletableFuture.completedFuture(receipts);
    }

    public void reset() {
        published.clear();
        failure = null;
        silent = false;
    }
}
