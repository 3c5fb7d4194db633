package org.allcity.board.live;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/**
 * One viewer's stream of server-sent events: {@code counts} at once and whenever the figures change, {@code status} each second in
 * between, and a comment now and then for the proxies on the way.
 */
final class LiveStream implements StreamingResponseBody {

    private static final Duration STATUS_INTERVAL = Duration.ofSeconds(1);

    private final LiveFeed feed;
    private final JsonMapper json;
    private final Duration heartbeat;
    private final HttpServletResponse response;

    LiveStream(LiveFeed feed, JsonMapper json, Duration heartbeat, HttpServletResponse response) {
        this.response = response;
        this.feed = feed;
        this.json = json;
        this.heartbeat = heartbeat;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        feed.enter();
        try {
            write(out, "retry: 2000\n\n");
            follow(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            feed.leave();
        }
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        long seen = -1;
        long beatNanos = System.nanoTime();
        LiveState state;
        while ((state = feed.newerThan(seen, STATUS_INTERVAL)) != null) {
            if (state.figures() != null && state.version() > seen) {
                seen = state.version();
                write(out, event("counts", state.figures()));
            } else {
                write(out, event("status", Status.of(state)));
            }
            if (System.nanoTime() - beatNanos >= heartbeat.toNanos()) {
                beatNanos = System.nanoTime();
                write(out, ": still here\n\n");
            }
        }
    }

    private String event(String name, Object data) {
        return "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
    }

    // A viewer that takes nothing in fails the write after server.tomcat.connection-timeout, which ends the stream.
    private void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        // Spring gives a stream whose own flush does nothing.
        response.flushBuffer();
    }

    /**
     * That the board is there though nothing changed.
     *
     * @param asOf when the figures were last read; null before the first reading
     * @param readable whether the counts could be read just now
     */
    private record Status(@Nullable OffsetDateTime asOf, boolean readable) {

        static Status of(LiveState state) {
            return new Status(state.figures() == null ? null : state.figures().asOf(), state.readable());
        }
    }
}
