package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ProductionChecksTest {

    private static final String KEY = "8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0";

    @Test
    void takesSettingsOfItsOwn() {
        assertThatCode(() -> ProductionChecks.check(new CityProperties.Kafka(12, (short) 2, 2))).doesNotThrowAnyException();
        assertThatCode(() -> ProductionChecks.check(settings("sixteen-letters-", KEY))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1 | 1 | meals.kafka.replication-factor: 1 (expected: 2 or more in production",
        "3 | 1 | meals.kafka.min-insync-replicas: 1 (expected: 2 or more in production",
    })
    void refusesTopicsOfOneReplica(short replicationFactor, int minInsync, String line) {
        Throwable refusal = catchThrowable(() -> ProductionChecks.check(new CityProperties.Kafka(12, replicationFactor, minInsync)));

        assertThat(refusal).isInstanceOf(RefusedToStartException.class).hasMessageStartingWith(line).hasMessageEndingWith("set it)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "local-admin      | 8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0 | meals.ingest.admin-token: that of ./run (",
        "fifteen-letters  | 8f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0 | meals.ingest.admin-token: 15 characters (",
        "sixteen-letters- | 10ca110ca15968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0 | meals.ingest.pseudonym-key: one that ./run made (",
        "sixteen-letters- | for-trials-only-for-trials-only-for-trials-only                  | meals.ingest.pseudonym-key: that of deploy/secrets (",
        "sixteen-letters- | training-training-training-training                              | meals.ingest.pseudonym-key: 7 different bytes (",
    })
    void refusesTokensAndKeysThatOthersKnow(String token, String key, String line) {
        Throwable refusal = catchThrowable(() -> ProductionChecks.check(settings(token, key)));

        assertThat(refusal).isInstanceOf(RefusedToStartException.class).hasMessageStartingWith(line)
                .hasMessageContaining(" in production").message().doesNotContain(key);
    }

    @Test
    void runsBeforeAnythingIsStartedAndSaysOneLine(CapturedOutput output) {
        Throwable failure = catchThrowable(() -> RunningIngest.start(IngestApplication.builder().profiles("production"),
                "--spring.kafka.bootstrap-servers=127.0.0.1:1").close());

        assertThat(failure).isNotNull();
        assertThat(output).contains("meal-ingest does not start: meals.kafka.replication-factor: 1 (expected: 2 or more in production")
                .doesNotContain("\tat org.", "Kafka at 127.0.0.1:1");
    }

    private static IngestProperties settings(String adminToken, String key) {
        return new Binder(new MapConfigurationPropertySource(Map.of(
                "meals.ingest.admin-token", adminToken, "meals.ingest.pseudonym-key", key,
                "meals.ingest.in-flight-max", "20000", "meals.ingest.ack-timeout", "10s", "meals.ingest.kafka-wait", "60s",
                "meals.ingest.silent-after", "30m", "meals.ingest.rate.burst", "5000", "meals.ingest.rate.per-second", "500")))
                .bind("meals.ingest", IngestProperties.class).get();
    }
}
