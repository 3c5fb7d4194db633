package org.allcity.ingest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A registry without Kafka. */
public final class InMemoryRegistry implements Registry {

    public volatile boolean caughtUp = true;
    public volatile @Nullable Exception failure;

    private final Map<String, MealPoint> points = new ConcurrentSkipListMap<>();
    private final Map<String, String> pointsByTerminal = new ConcurrentHashMap<>();
    private final Map<String, String> tokensByTerminal = new ConcurrentHashMap<>();

    @Override
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public Optional<TerminalPlace> terminalWithToken(String token) {
        return tokensByTerminal.entrySet().stream().filter(entry -> entry.getValue().equals(token)).findFirst()
                .map(entry -> points.get(pointsByTerminal.get(entry.getKey())))
                .map(point -> new TerminalPlace("any", point.pointId(), point.district(), point.subdistrict()));
    }

    @Override
    public Optional<MealPoint> point(String pointId) {
        return Optional.ofNullable(points.get(pointId));
    }

    @Override
    public List<MealPoint> points() {
        return List.copyOf(points.values());
    }

    @Override
    public int terminalCount() {
        return tokensByTerminal.size();
    }

    @Override
    public CompletableFuture<Boolean> register(MealPoint point) {
        return failure != null ? CompletableFuture.failedFuture(failure)
                : CompletableFuture.completedFuture(points.put(point.pointId(), point) == null);
    }

    @Override
    public CompletableFuture<Void> registerAll(List<MealPoint> all) {
        all.forEach(point -> points.put(point.pointId(), point));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<IssuedToken> registerTerminal(String terminalId, String pointId) {
        String token = terminalId + "-token-" + tokensByTerminal.size();
        pointsByTerminal.put(terminalId, pointId);
        return CompletableFuture.completedFuture(new IssuedToken(token, tokensByTerminal.put(terminalId, token) == null));
    }

    @Override
    public CompletableFuture<Boolean> removeTerminal(String terminalId) {
        return CompletableFuture.completedFuture(tokensByTerminal.remove(terminalId) != null);
    }
}
