package org.allcity.ingest.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * The path that terminals post events to. A servlet and not a controller: this is the one hot path, and a controller with a
 * future goes twice through all of Spring's handling for each request. No thread waits for Kafka, and Kafka's threads write to
 * no terminal: when a request's facts are acknowledged, a thread of the web server comes back to it and answers.
 */
final class EventsServlet extends HttpServlet {

    static final String PATH = "/v1/events";

    private static final Logger log = LoggerFactory.getLogger(EventsServlet.class);
    private static final String PENDING = EventsServlet.class.getName() + ".pending";
    // The publisher promises to complete; should it not, no terminal waits for ever.
    private static final Duration ACK_MARGIN = Duration.ofSeconds(2);

    private final transient ObjectProvider<EventIntake> intakes;
    private final long answerWithinMs;
    private transient @Nullable EventIntake intake;

    EventsServlet(ObjectProvider<EventIntake> intakes, Duration ackTimeout) {
        this.intakes = intakes;
        this.answerWithinMs = ackTimeout.plus(ACK_MARGIN).toMillis();
    }

    /** Not sooner: the web server starts before Kafka has to be there, and what is missing is to be said by Spring. */
    @Override
    public void init() {
        intake = intakes.getObject();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            write(((PendingAnswer) request.getAttribute(PENDING)).written(), response);
            return;
        }
        ServerHttpObservationFilter.findObservationContext(request).ifPresent(observed -> observed.setPathPattern(PATH));
        try {
            requirePost(request);
            PendingAnswer pending = Objects.requireNonNull(intake).take(request);
            if (pending.answer().isDone()) {
                write(pending.written(), response);
            } else {
                answerLater(request, pending);
            }
        } catch (ProblemException e) {
            write(Json.answer(e), response);
        } catch (RuntimeException e) {
            log.error("A request failed on our side.", e);
            write(Json.answer(new ProblemException(ProblemType.INTERNAL, StatusDetails.of(500))), response);
        }
    }

    private static void requirePost(HttpServletRequest request) {
        // The web server takes //events for /events; all other paths here are as they are written.
        if (request.getRequestURI().contains("//")) {
            throw new ProblemException(ProblemType.NOT_FOUND, StatusDetails.of(404));
        }
        if (!request.getMethod().equals("POST")) {
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED,
                    Problem.of(ProblemType.METHOD_NOT_ALLOWED, StatusDetails.of(405)), Map.of(HttpHeaders.ALLOW, "POST"));
        }
    }

    private void answerLater(HttpServletRequest request, PendingAnswer pending) {
        request.setAttribute(PENDING, pending);
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(answerWithinMs);
        waiting.addListener(new GivesUp(pending));
        pending.answer().thenRun(() -> {
            try {
                waiting.dispatch();
            } catch (IllegalStateException e) {
                log.debug("The client went away before its answer.");
            }
        });
    }

    private static void write(ResponseEntity<byte[]> answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        byte[] body = answer.getBody();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private record GivesUp(PendingAnswer pending) implements AsyncListener {

        @Override
        public void onTimeout(AsyncEvent event) {
            pending.giveUp();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}
    }
}
