package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SettingsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void areTakenWhenGood() {
        IngestProperties settings = bind(Map.of());

        assertThat(settings.ackTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.rate().burst()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "meals.ingest.admin-token     | ''       | meals.ingest.admin-token: missing",
        "meals.ingest.admin-token     | 1234567  | meals.ingest.admin-token: 7 characters",
        "meals.ingest.pseudonym-key   | ''       | meals.ingest.pseudonym-key: missing",
        "meals.ingest.pseudonym-key   | secret   | meals.ingest.pseudonym-key: 6 bytes",
        "meals.ingest.in-flight-max   | 999      | meals.ingest.in-flight-max: 999",
        "meals.ingest.ack-timeout     | 999ms    | meals.ingest.ack-timeout: PT0.999S",
        "meals.ingest.ack-timeout     | 121s     | meals.ingest.ack-timeout: PT2M1S",
        "meals.ingest.kafka-wait      | 0s       | meals.ingest.kafka-wait: PT0S",
        "meals.ingest.silent-after    | 59s      | meals.ingest.silent-after: PT59S",
        "meals.ingest.rate.burst      | 999      | meals.ingest.rate.burst: 999",
        "meals.ingest.rate.per-second | 0        | meals.ingest.rate.per-second: 0",
    })
    void areRefusedInOneLineWhenNot(String property, String value, String message) {
        Throwable failure = catchThrowable(() -> bind(Map.of(property, value)));

        assertThat(failure).rootCause().isInstanceOf(RefusedToStartException.class)
                .message().startsWith(message).contains("(expected: ").doesNotContain("\n", "secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "meals.city                      | 33010   | meals.city: 33010",
        "meals.kafka.partitions          | 0       | meals.kafka.partitions: 0",
        "meals.kafka.replication-factor  | 0       | meals.kafka.replication-factor: 0",
        "meals.kafka.min-insync-replicas | 4       | meals.kafka.min-insync-replicas: 4 (expected: 1 to meals.kafka.replication-factor, 3)",
    })
    void ofTheCityAreRefusedInOneLineWhenNotGood(String property, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("meals.city", "330100"));
        settings.put(property, value);

        Throwable failure = catchThrowable(() -> binder(settings).bind("meals", CityProperties.class).get());

        assertThat(failure).rootCause().isInstanceOf(RefusedToStartException.class).message().startsWith(message);
    }

    @Test
    void takeAKeyAsHexAsBase64AndAsText() {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) 0xff;

        assertThat(keyBytes("ff" + "00".repeat(31))).isEqualTo(bytes);
        assertThat(keyBytes(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
        assertThat(keyBytes(KEY)).isEqualTo(KEY.getBytes());
        assertThat(keyBytes("a plain sentence of 32 letters..")).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a plain sentence of 31 letters.", "0123456789abcdef0123456789abcde"})
    void refuseAKeyOf31Bytes(String key) {
        assertThat(catchThrowable(() -> keyBytes(key))).rootCause()
                .hasMessageStartingWith("meals.ingest.pseudonym-key: 31 bytes").message().doesNotContain(key);
    }

    @Test
    void doNotShowSecrets() {
        assertThat(bind(Map.of()).toString()).doesNotContain(KEY, "admin-token-of-the-tests");
    }

    @Test
    void aRefusalIsShownAsOneLineAndNoStackTrace() {
        Throwable failure = catchThrowable(() -> bind(Map.of("meals.ingest.rate.burst", "1")));

        var analysis = new RefusedToStartAnalyzer().analyze(failure);

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).isEqualTo(
                "meal-ingest does not start: meals.ingest.rate.burst: 1 (expected: 1000 or more, one full request)");
    }

    private static byte[] keyBytes(String key) {
        return bind(Map.of("meals.ingest.pseudonym-key", key)).pseudonymKeyBytes();
    }

    private static IngestProperties bind(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "meals.ingest.admin-token", "admin-token-of-the-tests", "meals.ingest.pseudonym-key", KEY,
                "meals.ingest.in-flight-max", "20000", "meals.ingest.ack-timeout", "10s", "meals.ingest.kafka-wait", "60s",
                "meals.ingest.silent-after", "30m",
                "meals.ingest.rate.burst", "5000", "meals.ingest.rate.per-second", "500"));
        settings.putAll(changes);
        return binder(settings).bind("meals.ingest", IngestProperties.class).get();
    }

    private static Binder binder(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings));
    }
}
