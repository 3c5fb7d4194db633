package org.allcity.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Looks at the board as a visitor does: what has it counted by now? */
final class BoardReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BoardReader.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);
    private static final Duration LOOK_MAX = Duration.ofMinutes(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int WAIT_SECONDS = 30;
    private static final int WAITS_MAX = 4;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI board;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile boolean closed;

    BoardReader(URI board) {
        this.board = board;
    }

    /** Calls back once, from another thread; never, if nothing comes for five minutes or this is closed before. */
    void onFirstCount(LocalDate day, Runnable seen) {
        Thread looking = new Thread(() -> {
            try {
                if (awaitFirstCount(day)) {
                    seen.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                log.debug("board not read", e);
            }
        }, "first-count");
        looking.setDaemon(true);
        looking.start();
    }

    private boolean awaitFirstCount(LocalDate day) throws IOException, InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(board.resolve("/v1/counts?from=" + day + "&to=" + day))
                .timeout(ANSWER_MAX).build();
        long deadline = System.nanoTime() + LOOK_MAX.toNanos();
        while (!closed && System.nanoTime() < deadline) {
            HttpResponse<byte[]> answer = client.send(question, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200 && !JSON.readTree(answer.body()).path("rows").isEmpty()) {
                return true;
            }
            Thread.sleep(LOOK_INTERVAL.toMillis());
        }
        return false;
    }

    /** Returns when the board has counted these records, such as {@code 3:18841}. */
    void awaitCounted(List<String> records) throws InterruptedException {
        String after = records.stream().map(record -> "&after=" + record).collect(Collectors.joining());
        HttpRequest question = HttpRequest.newBuilder(board.resolve("/v1/counts?wait=PT" + WAIT_SECONDS + "S" + after))
                .timeout(ANSWER_MAX.plusSeconds(WAIT_SECONDS)).build();
        String found = "";
        for (int attempt = 0; attempt < WAITS_MAX && !closed; attempt++) {
            try {
                HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                found = answer.body();
            } catch (IOException e) {
                found = e.toString();
            }
        }
        throw new IllegalStateException("the board has not counted the whole log within "
                + Duration.ofSeconds(WAIT_SECONDS).multipliedBy(WAITS_MAX) + ": " + found);
    }

    @Override
    public void close() {
        closed = true;
    }
}
