package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class OptionsTest {

    private final AtomicReference<Options> given = new AtomicReference<>();
    private final StringWriter errors = new StringWriter();
    private final StringWriter output = new StringWriter();

    @Test
    void playTheUsualCityByDefault() {
        assertThat(execute()).isZero();

        Options options = given.get();
        assertThat(options.idle()).isFalse();
        assertThat(options.once()).isFalse();
        assertThat(options.data()).isEqualTo(Path.of("./data"));
        assertThat(options.speed()).isEqualTo(300);
        assertThat(options.points()).isEqualTo(2_200);
        assertThat(options.seed()).isEqualTo(330_100);
    }

    @Test
    void takeWhatIsGiven() {
        assertThat(execute("--once", "--data", "/tmp/a b", "--speed=10000", "--points", "1", "--seed", "-7")).isZero();

        Options options = given.get();
        assertThat(options.once()).isTrue();
        assertThat(options.data()).isEqualTo(Path.of("/tmp/a b"));
        assertThat(options.speed()).isEqualTo(10_000);
        assertThat(options.points()).isEqualTo(1);
        assertThat(options.seed()).isEqualTo(-7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --speed 0          | --speed: 0 (expected: 1 to 10000)
            --speed 10001      | --speed: 10001 (expected: 1 to 10000)
            --speed fast       | Invalid value for option '--speed'
            --speed            | Missing required parameter for option '--speed'
            --points 0         | --points: 0 (expected: 1 to 20000)
            --points 20001     | --points: 20001 (expected: 1 to 20000)
            --points 1e3       | Invalid value for option '--points'
            --seed x           | Invalid value for option '--seed'
            --data             | Missing required parameter for option '--data'
            --data=            | --data: nothing (expected: a folder)
            --idle --once      | --once plays a day and --idle plays none
            --idel             | Unknown option: '--idel'
            --idle --idle      | option '--idle' should be specified only once
            today              | Unmatched argument at index 0: 'today'
            """)
    void answerABadOneWithOneLine(String arguments, String line) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);

        assertThat(errors.toString()).startsWith(line).endsWith(" (./run --help shows all options)" + System.lineSeparator());
        assertThat(errors.toString().lines()).hasSize(1);
        assertThat(given).hasNullValue();
    }

    @Test
    void explainThemselves() {
        assertThat(execute("--help")).isZero();

        assertThat(output.toString()).contains("--idle", "--data=DIR", "--speed=N", "--points=N", "--once", "--seed=N");
        assertThat(given).hasNullValue();
    }

    @Test
    void tellTheVersion() {
        assertThat(execute("--version")).isZero();

        assertThat(output.toString()).startsWith("All City Connected ");
        assertThat(given).hasNullValue();
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Options.commandLine(options -> {
            given.set(options);
            return 0;
        });
        return commandLine.setErr(new PrintWriter(errors)).setOut(new PrintWriter(output)).execute(arguments);
    }
}
