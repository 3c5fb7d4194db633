package org.allcity.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Settings of ingest; meal-ingest.yaml says what each does. Secrets have no default, and ingest does not start without them. */
@ConfigurationProperties("meals.ingest")
public record IngestProperties(
        String adminToken,
        String pseudonymKey,
        int inFlightMax,
        Duration ackTimeout,
        Duration kafkaWait,
        Duration silentAfter,
        Rate rate) {

    /** The most events in one request. */
    public static final int EVENTS_MAX = 1_000;

    private static final int ADMIN_TOKEN_LENGTH_MIN = 8;
    private static final int KEY_BYTES_MIN = 32;

    public IngestProperties {
        if (adminToken == null || adminToken.isBlank()) {
            throw RefusedToStartException.secret("meals.ingest.admin-token", "missing", "a token of 8 characters or more");
        }
        if (adminToken.length() < ADMIN_TOKEN_LENGTH_MIN) {
            throw RefusedToStartException.secret("meals.ingest.admin-token",
                    adminToken.length() + " characters", "a token of 8 characters or more");
        }
        if (pseudonymKey == null || pseudonymKey.isBlank()) {
            throw RefusedToStartException.secret("meals.ingest.pseudonym-key", "missing", keyExpectation());
        }
        if (keyBytes(pseudonymKey).length < KEY_BYTES_MIN) {
            throw RefusedToStartException.secret("meals.ingest.pseudonym-key",
                    keyBytes(pseudonymKey).length + " bytes", keyExpectation());
        }
        if (inFlightMax < EVENTS_MAX) {
            throw RefusedToStartException.setting("meals.ingest.in-flight-max", inFlightMax,
                    EVENTS_MAX + " or more, one full request");
        }
        requireBetween("meals.ingest.ack-timeout", ackTimeout, Duration.ofSeconds(1), Duration.ofMinutes(2));
        requireBetween("meals.ingest.kafka-wait", kafkaWait, Duration.ofSeconds(1), Duration.ofMinutes(30));
        requireBetween("meals.ingest.silent-after", silentAfter, Duration.ofMinutes(1), Duration.ofHours(24));
        if (rate == null) {
            throw RefusedToStartException.setting("meals.ingest.rate", null, "burst and per-second");
        }
    }

    byte[] pseudonymKeyBytes() {
        return keyBytes(pseudonymKey);
    }

    @Override
    public String toString() {
        return "IngestProperties[secrets not shown, inFlightMax=" + inFlightMax + ", ackTimeout=" + ackTimeout
                + ", kafkaWait=" + kafkaWait + ", silentAfter=" + silentAfter + ", rate=" + rate + "]";
    }

    private static String keyExpectation() {
        return "at least 32 bytes, as hex, base64 or text; keep it: with another key every diner becomes a new person";
    }

    /** Hex or base64 if it can be and has bytes enough, else the text itself. */
    private static byte[] keyBytes(String key) {
        String text = key.strip();
        if (text.length() >= 2 * KEY_BYTES_MIN && text.matches("([0-9a-fA-F]{2})+")) {
            return HexFormat.of().parseHex(text);
        }
        byte[] decoded = base64(text);
        return decoded != null && decoded.length >= KEY_BYTES_MIN ? decoded : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static void requireBetween(String property, @Nullable Duration found, Duration least, Duration most) {
        if (found == null || found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            throw RefusedToStartException.setting(property, found, least + " to " + most);
        }
    }

    /** What one terminal may send: so many events at once, and so many per second on average. */
    public record Rate(int burst, int perSecond) {

        public Rate {
            if (burst < EVENTS_MAX) {
                throw RefusedToStartException.setting("meals.ingest.rate.burst", burst,
                        EVENTS_MAX + " or more, one full request");
            }
            if (perSecond < 1) {
                throw RefusedToStartException.setting("meals.ingest.rate.per-second", perSecond, ">= 1");
            }
        }
    }
}
