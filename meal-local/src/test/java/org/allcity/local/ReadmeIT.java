package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.local.LocalPorts.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands, run as they stand there, give the answers that stand there. */
class ReadmeIT {

    private static final Path README = Path.of("..", "README.md");

    @TempDir
    private Path folder;

    @Test
    void itsCommandsGiveItsAnswers() throws Exception {
        String readme = Files.readString(README);
        LocalPorts ports = FreePorts.forACity();
        try (DataFolder data = DataFolder.open(folder.resolve("data"));
                LocalCity city = LocalCity.start(data, ports, "", reason -> {})) {
            city.awaitReady(state -> {});
            String commands = block(readme, "sh")
                    .replace("localhost:8080", "127.0.0.1:" + ports.of(Use.INGEST))
                    .replace("localhost:8081", "127.0.0.1:" + ports.of(Use.BOARD));
            Path answers = folder.resolve("answers");

            Process shell = new ProcessBuilder("bash", "-eu", "-c", commands)
                    .redirectOutput(answers.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();

            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).isZero();
            assertThat(timeless(Files.readString(answers, StandardCharsets.UTF_8))).isEqualTo(timeless(block(readme, "json")));
        }
    }

    private static String block(String markdown, String language) {
        Matcher matcher = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(markdown);
        assertThat(matcher.find()).as("a block of %s in the README", language).isTrue();
        return matcher.group(1);
    }

    /** Everything but the moment of the answer and the partition, which follows from the pseudonym key. */
    private static String timeless(String answers) {
        return answers.strip()
                .replaceAll("\"asOf\":\"[^\"]*\"", "\"asOf\":\"…\"")
                .replaceAll("\"position\":\"\\d+:(\\d+)\"", "\"position\":\"…:$1\"")
                .replaceAll("\"positions\":\\{\"\\d+\":2}", "\"positions\":{\"…\":2}");
    }
}
