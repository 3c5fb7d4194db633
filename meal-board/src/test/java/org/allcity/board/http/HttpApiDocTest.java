package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedBoard.class)
class HttpApiDocTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("```http\nGET (\\S+)\n(?:Accept: (\\S+)\n)?```\n```(json|csv)\n(.*?)```", Pattern.DOTALL);

    private final RunningBoard board;

    HttpApiDocTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void givesTheAnswersThatTheDocumentShows() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "http-api-board.md"));
        List<MatchResult> examples = EXAMPLE.matcher(document).results().toList();
        JsonMapper json = new JsonMapper();

        for (MatchResult example : examples) {
            HttpResponse<String> answer = example.group(2) == null
                    ? board.get(example.group(1))
                    : board.get(example.group(1), "Accept", example.group(2));
            if (example.group(3).equals("json")) {
                assertThat(json.readTree(answer.body())).as(example.group(1)).isEqualTo(json.readTree(example.group(4)));
            } else {
                assertThat(answer.body().replace("\r\n", "\n")).as(example.group(1)).isEqualTo(example.group(4));
            }
        }

        assertThat(examples).hasSize(document.split("```http\n", -1).length - 1).hasSizeGreaterThan(8);
    }
}
