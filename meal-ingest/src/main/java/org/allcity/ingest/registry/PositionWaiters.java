package org.allcity.ingest.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Those who wait until this instance has read the topic up to a position: so a writer reads its own write. */
final class PositionWaiters {

    private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private long position;

    synchronized CompletableFuture<Void> until(long wanted) {
        if (position >= wanted) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> reached = new CompletableFuture<>();
        waiting.computeIfAbsent(wanted, any -> new ArrayList<>()).add(reached);
        return reached;
    }

    void reached(long reachedPosition) {
        List<CompletableFuture<Void>> due = new ArrayList<>();
        synchronized (this) {
            position = reachedPosition;
            NavigableMap<Long, List<CompletableFuture<Void>>> passed = waiting.headMap(reachedPosition, true);
            passed.values().forEach(due::addAll);
            passed.clear();
        }
        // Outside the lock: what they go on with is not ours.
        due.forEach(future -> future.complete(null));
    }
}
