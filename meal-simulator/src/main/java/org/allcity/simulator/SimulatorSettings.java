package org.allcity.simulator;

import java.net.URI;
import java.nio.file.Path;
import org.allcity.simulator.city.City;
import org.jspecify.annotations.Nullable;

/**
 * @param ingest     such as http://127.0.0.1:8080
 * @param board      such as http://127.0.0.1:8081
 * @param adminToken of ingest's registry
 * @param seed       of the city and all its days
 * @param points     1 to {@value City#POINTS_MAX}
 * @param dataFolder where it remembers which days it has played; null: nowhere, so month and year are compared as if this
 *                   process had sent all there is
 */
public record SimulatorSettings(URI ingest, URI board, String adminToken, long seed, int points,
        @Nullable Path dataFolder) {

    public static final long DEFAULT_SEED = 330100;
    public static final int DEFAULT_POINTS = City.DEFAULT_POINTS;

    public SimulatorSettings {
        if (points < 1 || points > City.POINTS_MAX) {
            throw new IllegalArgumentException("points: %d (expected: 1 to %d)".formatted(points, City.POINTS_MAX));
        }
        if (adminToken.isBlank()) {
            throw new IllegalArgumentException("adminToken: blank (expected: the admin token of ingest)");
        }
    }

    /** Without the token, so that it cannot get into a log. */
    @Override
    public String toString() {
        return "SimulatorSettings[ingest=%s, board=%s, seed=%d, points=%d, dataFolder=%s]"
                .formatted(ingest, board, seed, points, dataFolder);
    }
}
