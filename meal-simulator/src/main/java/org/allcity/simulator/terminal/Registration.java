package org.allcity.simulator.terminal;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.allcity.simulator.city.City;
import org.allcity.simulator.city.MealPoint;
import org.allcity.simulator.city.SimulatorClosedException;
import org.allcity.simulator.city.SimulatorException;
import org.allcity.simulator.city.Terminal;
import org.jspecify.annotations.Nullable;

/** Registers a city's points in bulk and its terminals many at a time; ingest may still be starting. */
public final class Registration {

    private static final int POINTS_PER_REQUEST = 5_000;
    private static final int TERMINALS_AT_ONCE = 48;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_UP = Duration.ofMillis(200);

    private final IngestClient ingest;
    private final CountDownLatch closed;
    private final Duration patience;

    public Registration(IngestClient ingest, CountDownLatch closed) {
        this(ingest, closed, PATIENCE);
    }

    Registration(IngestClient ingest, CountDownLatch closed, Duration patience) {
        this.ingest = ingest;
        this.closed = closed;
        this.patience = patience;
    }

    /** The terminals' tokens, in their order. */
    public List<String> register(City city) throws InterruptedException {
        List<MealPoint> points = city.points();
        for (int from = 0; from < points.size(); from += POINTS_PER_REQUEST) {
            List<MealPoint> some = points.subList(from, Math.min(points.size(), from + POINTS_PER_REQUEST));
            untilAccepted("POST /v1/points", () -> ingest.postPoints(some));
        }
        return tokens(city.terminals());
    }

    private List<String> tokens(List<Terminal> terminals) throws InterruptedException {
        @Nullable String[] tokens = new @Nullable String[terminals.size()];
        Semaphore free = new Semaphore(TERMINALS_AT_ONCE);
        BlockingQueue<Terminal> failed = new LinkedBlockingQueue<>();
        for (Terminal terminal : terminals) {
            acquire(free, 1);
            ingest.putTerminal(terminal).whenComplete((response, failure) -> {
                if (failure == null && accepted(response)) {
                    tokens[terminal.index()] = IngestClient.token(response);
                } else {
                    failed.add(terminal);
                }
            }).whenComplete((response, failure) -> free.release());
        }
        acquire(free, TERMINALS_AT_ONCE);
        // What failed in the crowd is tried again one by one, which also finds the message to show.
        for (Terminal terminal : failed) {
            tokens[terminal.index()] = IngestClient.token(
                    untilAccepted("PUT /v1/terminals/" + terminal.id(), () -> ingest.putTerminal(terminal)));
        }
        return Arrays.stream(tokens).map(token -> {
            if (token == null) {
                throw new SimulatorException("PUT terminal: an answer without a token (expected: {\"token\": …})");
            }
            return token;
        }).toList();
    }

    private HttpResponse<byte[]> untilAccepted(String what, Supplier<CompletableFuture<HttpResponse<byte[]>>> request)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int failures = 1;; failures++) {
            String found;
            Duration asked = Duration.ZERO;
            try {
                HttpResponse<byte[]> response = await(request.get());
                if (accepted(response)) {
                    return response;
                }
                found = Answer.shown(response);
                if (response.statusCode() < 500 && response.statusCode() != 429) {
                    throw new SimulatorException("%s: %s (expected: 200 or 201)".formatted(what, found));
                }
                asked = response.headers().firstValue("Retry-After").map(Answer::retryAfter).orElse(asked);
            } catch (ExecutionException e) {
                found = String.valueOf(e.getCause());
            }
            Duration wait = Backoff.after(failures, asked, ThreadLocalRandom.current());
            if (System.nanoTime() + wait.toNanos() > deadline) {
                throw new SimulatorException("%s: %s, still after %s (expected: 200 or 201; is ingest running?)"
                        .formatted(what, found, patience));
            }
            if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw closedException();
            }
        }
    }

    private static boolean accepted(HttpResponse<byte[]> response) {
        return response.statusCode() == 200 || response.statusCode() == 201;
    }

    private void acquire(Semaphore free, int permits) throws InterruptedException {
        while (!free.tryAcquire(permits, LOOK_UP.toMillis(), TimeUnit.MILLISECONDS)) {
            ensureOpen();
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return answer.get(LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                ensureOpen();
            }
        }
    }

    private void ensureOpen() {
        if (closed.getCount() == 0) {
            throw closedException();
        }
    }

    private static SimulatorClosedException closedException() {
        return new SimulatorClosedException("registering terminals");
    }
}
