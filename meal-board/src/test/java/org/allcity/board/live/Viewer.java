package org.allcity.board.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.allcity.board.RunningBoard;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Watches the live stream over real HTTP. */
final class Viewer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String END = "\u0000 end";

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> answer;

    Viewer(RunningBoard board) {
        try {
            answer = board.http().send(
                    RunningBoard.request(board.uri("/v1/live"), "Accept", "text/event-stream").build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("status " + answer.statusCode());
        }
        Thread reader = new Thread(this::read, "viewer");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException closed) {
            lines.add("closed: " + closed.getMessage());
        }
        lines.add(END);
    }

    String contentType() {
        return answer.headers().firstValue("Content-Type").orElseThrow();
    }

    JsonNode counts(Predicate<JsonNode> wanted) {
        return event("counts", wanted);
    }

    /** The next event of this name that is wanted; others are passed over. */
    JsonNode event(String name, Predicate<JsonNode> wanted) {
        while (true) {
            line(line -> line.equals("event: " + name));
            JsonNode data = JSON.readTree(line(line -> line.startsWith("data: ")).substring("data: ".length()));
            if (wanted.test(data)) {
                return data;
            }
        }
    }

    /** The next line that is wanted, within ten seconds. */
    String line(Predicate<String> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            String line = next(deadline);
            if (wanted.test(line)) {
                return line;
            }
            if (line.equals(END)) {
                throw new AssertionError("the stream ended");
            }
        }
    }

    void awaitEnd() {
        line(line -> line.equals(END));
    }

    private String next(long deadlineNanos) {
        try {
            String line = lines.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no such line within ten seconds");
            }
            return line;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
