package org.allcity.ingest;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The city's meal points and terminals. Reads answer from memory. Writes complete once they are stored and this instance
 * sees them itself, in bounded time, or fail with {@link NotStoredException}.
 */
public interface Registry {

    /** Whether this instance has read all that was registered before it started; until then it knows no one. */
    boolean caughtUp();

    /** The terminal that holds this token, and where it stands. */
    Optional<TerminalPlace> terminalWithToken(String token);

    Optional<MealPoint> point(String pointId);

    /** All points, by id. */
    List<MealPoint> points();

    int terminalCount();

    /** Whether the point is new. */
    CompletableFuture<Boolean> register(MealPoint point);

    CompletableFuture<Void> registerAll(List<MealPoint> points);

    /** A fresh token; one that the terminal had before stops working. */
    CompletableFuture<IssuedToken> registerTerminal(String terminalId, String pointId);

    /** Whether there was such a terminal. Its token stops working. */
    CompletableFuture<Boolean> removeTerminal(String terminalId);

    /** The only time a token is seen: only its hash is kept. */
    record IssuedToken(String token, boolean terminalIsNew) {

        @Override
        public String toString() {
            return "IssuedToken[not shown]";
        }
    }

    /** Told, on whichever instance, that a terminal is no longer registered. */
    interface RemovalListener {

        void terminalRemoved(String terminalId);
    }
}
