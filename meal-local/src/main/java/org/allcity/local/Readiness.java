package org.allcity.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks an app on its management port whether it is ready, as an orchestrator's probe does. */
final class Readiness {

    private static final Duration READY_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final Duration ASK_INTERVAL = Duration.ofMillis(50);

    private Readiness() {}

    /**
     * Returns when the app is ready.
     *
     * @throws IllegalStateException when it is not within a minute, or the thread is interrupted
     */
    static void await(int managementPort) {
        URI probe = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest question = HttpRequest.newBuilder(probe).timeout(ANSWER_MAX).build();
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!isReady(client, question)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new IllegalStateException(probe + " does not say UP (expected: within " + READY_MAX + ")");
            }
            LockSupport.parkNanos(ASK_INTERVAL.toNanos());
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest question) {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // Not listening yet, or gone: told by the deadline.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + question.uri(), e);
        }
    }
}
