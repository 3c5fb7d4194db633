package org.allcity.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

@ExtendWith(OutputCaptureExtension.class)
class BoardPropertiesTest {

    @Test
    void hasADefaultForEverySetting() throws IOException {
        BoardProperties defaults = bound(Map.of());

        assertThat(defaults.city()).isEqualTo("330100");
        assertThat(defaults.board().waitersMax()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "meals.city=110100",
        "meals.board.waiters-max=1",
        "meals.board.readings-max=1",
        "meals.board.viewers-max=1",
        "meals.board.poll-interval=1ms",
        "meals.board.poll-interval=1s",
        "meals.board.live-interval=500ms",
        "meals.board.live-interval=1s",
        "meals.board.live-heartbeat=1m",
        "meals.board.figures-every=1s",
        "meals.board.store-timeout=10ms"
    })
    void takesSettingsAtTheirLimits(String setting) throws IOException {
        assertThat(bound(one(setting))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "meals.city=3301|meals.city: 3301 (expected: the six digits of a city, as 330100)",
        "meals.city=330106|meals.city: 330106 (expected: the six digits of a city, as 330100)",
        "meals.board.waiters-max=0|meals.board.waiters-max: 0 (expected: >= 1)",
        "meals.board.viewers-max=-1|meals.board.viewers-max: -1 (expected: >= 1)",
        "meals.board.readings-max=0|meals.board.readings-max: 0 (expected: >= 1)",
        "meals.board.poll-interval=0ms|meals.board.poll-interval: PT0S (expected: PT0.001S to PT1S)",
        "meals.board.live-interval=499ms|meals.board.live-interval: PT0.499S (expected: PT0.5S to PT1S)",
        "meals.board.live-interval=1001ms|meals.board.live-interval: PT1.001S (expected: PT0.5S to PT1S)",
        "meals.board.live-heartbeat=61s|meals.board.live-heartbeat: PT1M1S (expected: PT0.01S to PT1M)",
        "meals.board.figures-every=999ms|meals.board.figures-every: PT0.999S (expected: PT1S to PT1H)",
        "meals.board.store-timeout=9ms|meals.board.store-timeout: PT0.009S (expected: PT0.01S to PT1M)"
    })
    void namesTheSettingThatIsWrongAndWhatWasExpected(String setting, String line) {
        assertThatThrownBy(() -> bound(one(setting))).rootCause().hasMessage(line);
    }

    @Test
    void doesNotStartAndSaysInOneLineWhy(CapturedOutput output) {
        assertThatThrownBy(() -> new RunningBoard("--meals.board.waiters-max=0")).isInstanceOf(Exception.class);

        assertThat(output).contains("meal-board does not start: meals.board.waiters-max: 0 (expected: >= 1)");
        assertThat(output).doesNotContain("\tat org.", "Exception");
    }

    private static Map<String, Object> one(String setting) {
        return Map.of(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }

    /** The settings as they are delivered, but for these. */
    private static BoardProperties bound(Map<String, Object> settings) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("given", new HashMap<>(settings)));
        new YamlPropertySourceLoader()
                .load("delivered", new ClassPathResource("meal-board.yaml"))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("meals", BoardProperties.class)
                .get();
    }
}
