package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void rewritesTheProgressLineOnATerminal() {
        Console console = console(true, 80);

        console.progress("one");
        pass(Duration.ofSeconds(1));
        console.progress("two");
        console.line("done");

        assertThat(text()).isEqualTo("\r\033[Kone\r\033[Ktwo\r\033[Kdone\n");
    }

    @Test
    void writesProgressNowAndThenElsewhere() {
        Console console = console(false, 80);

        console.progress("at once");
        pass(Duration.ofMillis(4_999));
        console.progress("too early");
        pass(Duration.ofMillis(1));
        console.progress("after five seconds");

        assertThat(text()).isEqualTo("at once\nafter five seconds\n");
    }

    @Test
    void showsTheFirstProgressOfTheNextStepAtOnce() {
        Console console = console(false, 80);

        console.progress("step one");
        console.line("step one done");
        console.progress("step two");

        assertThat(text()).isEqualTo("step one\nstep one done\nstep two\n");
    }

    @Test
    void neverLetsAProgressLineWrap() {
        Console console = console(true, 20);

        console.progress("全城通全城通全城通全城通");

        assertThat(text()).isEqualTo("\r\033[K全城通全城通全城通");
    }

    @Test
    void clearsTheProgressLineBeforeAnError() {
        Console console = console(true, 80);

        console.progress("playing");
        console.error("port taken");

        assertThat(text()).isEqualTo("\r\033[Kplaying\r\033[Kport taken\n");
    }

    private Console console(boolean terminal, int columns) {
        PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
        return new Console(stream, stream, terminal, columns, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
