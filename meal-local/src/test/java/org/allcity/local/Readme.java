package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's first commands, against a city that runs. */
final class Readme {

    private static final Path FILE = Path.of("..", "README.md");

    private Readme() {
    }

    /** Runs the commands as they stand there, and expects the answers that stand there. */
    static void expectItsAnswers(int ingestPort, int boardPort, Path folder) throws Exception {
        String readme = Files.readString(FILE);
        String commands = block(readme, "sh")
                .replace("localhost:8080", "127.0.0.1:" + ingestPort)
                .replace("localhost:8081", "127.0.0.1:" + boardPort);
        Path answers = folder.resolve("answers");

        Process shell = new ProcessBuilder("bash", "-eu", "-c", commands)
                .redirectOutput(answers.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
        assertThat(timeless(Files.readString(answers, StandardCharsets.UTF_8))).isEqualTo(timeless(block(readme, "json")));
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
