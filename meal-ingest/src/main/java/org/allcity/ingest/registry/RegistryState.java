package org.allcity.ingest.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.Registry;
import org.allcity.ingest.TerminalPlace;
import org.allcity.schema.TerminalRegistered;
import org.allcity.schema.TokenHash;

/** What the registry topic says so far. Written by one thread, read by all. */
final class RegistryState {

    private final Map<String, MealPoint> points = new ConcurrentSkipListMap<>();
    private final Map<String, Terminal> terminals = new ConcurrentHashMap<>();
    private final Map<TokenHash, String> terminalIdsByToken = new ConcurrentHashMap<>();
    private final Collection<Registry.RemovalListener> listeners;

    RegistryState(Collection<Registry.RemovalListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void put(MealPoint point) {
        points.put(point.pointId(), point);
    }

    void removePoint(String pointId) {
        points.remove(pointId);
    }

    void put(TerminalRegistered registered) {
        Terminal terminal = new Terminal(registered.getPointId(), registered.getTokenHash());
        terminalIdsByToken.put(terminal.tokenHash(), registered.getTerminalId());
        Terminal before = terminals.put(registered.getTerminalId(), terminal);
        if (before != null && !before.tokenHash().equals(terminal.tokenHash())) {
            terminalIdsByToken.remove(before.tokenHash());
        }
    }

    void removeTerminal(String terminalId) {
        Terminal removed = terminals.remove(terminalId);
        if (removed != null) {
            terminalIdsByToken.remove(removed.tokenHash());
            listeners.forEach(listener -> listener.terminalRemoved(terminalId));
        }
    }

    Optional<TerminalPlace> terminalWithToken(String token) {
        TokenHash hash = Tokens.hash(token);
        String terminalId = terminalIdsByToken.get(hash);
        Terminal terminal = terminalId == null ? null : terminals.get(terminalId);
        // Compared once more: the terminal may be getting another token at this moment.
        if (terminal == null || !terminal.tokenHash().equals(hash)) {
            return Optional.empty();
        }
        return point(terminal.pointId()).map(point ->
                new TerminalPlace(terminalId, point.pointId(), point.district(), point.subdistrict()));
    }

    boolean hasTerminal(String terminalId) {
        return terminals.containsKey(terminalId);
    }

    Optional<MealPoint> point(String pointId) {
        return Optional.ofNullable(points.get(pointId));
    }

    List<MealPoint> points() {
        return List.copyOf(points.values());
    }

    int terminalCount() {
        return terminals.size();
    }

    private record Terminal(String pointId, TokenHash tokenHash) {}
}
