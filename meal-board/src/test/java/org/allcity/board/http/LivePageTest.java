package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBoard.class)
class LivePageTest {

    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

    private final RunningBoard board;

    LivePageTest(RunningBoard board) {
        this.board = board;
    }

    @Test
    void isThereWithEverythingItLinksTo() {
        HttpResponse<String> page = board.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");

        List<String> links = all(LINK, page.body());
        assertThat(links).hasSizeGreaterThan(4).allMatch(link -> link.startsWith("/"));
        for (String link : links) {
            assertThat(board.get(link).statusCode()).as(link).isEqualTo(200);
            for (String module : all(IMPORT, board.get(link).body())) {
                assertThat(board.get("/js/" + module).statusCode()).as(module).isEqualTo(200);
            }
        }
    }

    @Test
    void runsNothingThatTheBoardDoesNotServe() {
        HttpResponse<String> page = board.get("/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'")
                .doesNotContain("unsafe", "*", "http");
        assertThat(page.body()).doesNotContain("http://", "https://", "//cdn", "<style", "style=", "onclick", "onload=");
        assertThat(page.body().replaceAll("<script src=\"[^\"]+\"[^>]*></script>", "")).doesNotContain("<script");
        for (String file : List.of("main.js", "figures.js", "stream.js", "curve.js", "words.js", "theme.js")) {
            assertThat(board.get("/js/" + file).body()).as(file).doesNotContain("http://", "https://", "innerHTML", "eval(");
        }
    }

    @Test
    void saysEverythingInBothLanguages() {
        String words = board.get("/js/words.js").body();
        int english = words.indexOf("  en: {");
        Set<String> zh = keys(words.substring(words.indexOf("  zh: {"), english));
        Set<String> en = keys(words.substring(english, words.indexOf("export const DISTRICTS")));

        assertThat(zh).isEqualTo(en).hasSizeGreaterThan(30);
        Set<String> used = new TreeSet<>(all(Pattern.compile("data-(?:word|label)=\"([^\"]+)\""), board.get("/").body()));
        used.addAll(all(Pattern.compile("(?<!/)words\\.([A-Za-z]+)"), board.get("/js/main.js").body() + board.get("/js/figures.js").body()));
        assertThat(zh).containsAll(used);
    }

    @Test
    void asksForItsFilesAgainButDoesNotSendThemAgain() {
        HttpResponse<String> first = board.get("/board.css");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");

        HttpResponse<String> again = board.get(
                "/board.css", "If-Modified-Since", first.headers().firstValue("Last-Modified").orElseThrow());

        assertThat(again.statusCode()).isEqualTo(304);
    }

    private static Set<String> keys(String object) {
        return new TreeSet<>(all(Pattern.compile("(?m)^ {4}([A-Za-z]+): '"), object));
    }

    private static List<String> all(Pattern pattern, String text) {
        return new ArrayList<>(pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList());
    }
}
