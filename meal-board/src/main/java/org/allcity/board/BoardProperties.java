package org.allcity.board;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Settings of the board; meal-board.yaml says what each does. */
@ConfigurationProperties("meals")
public record BoardProperties(@Nullable String city, Limits board) {

    public BoardProperties {
        if (city == null || !city.matches("[0-9]{4}00")) {
            throw new RefusedToStartException("meals.city", city, "the six digits of a city, as 330100");
        }
        if (board == null) {
            throw new RefusedToStartException("meals.board", null, "the settings under it");
        }
    }

    /** How much at a time, how long, and what the page says beside its figures. */
    public record Limits(
            String notice,
            Duration storeTimeout,
            int readingsMax,
            int waitersMax,
            Duration pollInterval,
            int viewersMax,
            Duration liveInterval,
            Duration liveHeartbeat,
            Duration figuresEvery) {

        private static final int NOTICE_CHARACTERS_MAX = 200;

        public Limits {
            if (notice == null || notice.length() > NOTICE_CHARACTERS_MAX) {
                throw new RefusedToStartException("meals.board.notice",
                        notice == null ? null : notice.length() + " characters", "at most " + NOTICE_CHARACTERS_MAX + " characters");
            }
            between("store-timeout", storeTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
            atLeastOne("readings-max", readingsMax);
            atLeastOne("waiters-max", waitersMax);
            between("poll-interval", pollInterval, Duration.ofMillis(1), Duration.ofSeconds(1));
            atLeastOne("viewers-max", viewersMax);
            between("live-interval", liveInterval, Duration.ofMillis(500), Duration.ofSeconds(1));
            between("live-heartbeat", liveHeartbeat, Duration.ofMillis(10), Duration.ofMinutes(1));
            between("figures-every", figuresEvery, Duration.ofSeconds(1), Duration.ofHours(1));
        }

        private static void atLeastOne(String name, int found) {
            if (found < 1) {
                throw new RefusedToStartException("meals.board." + name, found, ">= 1");
            }
        }

        private static void between(String name, @Nullable Duration found, Duration least, Duration most) {
            if (found == null || found.compareTo(least) < 0 || found.compareTo(most) > 0) {
                throw new RefusedToStartException("meals.board." + name, found, least + " to " + most);
            }
        }
    }
}
