package org.allcity.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.allcity.server.TestServer;
import org.allcity.server.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka goes away and comes back. */
@Tag("kafka")
@Tag("once")
@Tag("slow")
class OutageIT {

    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(8);

    @TempDir
    Path data;

    @Test
    void saysSendAgainWhileKafkaIsAwayAndGoesOnWhenItIsBack() throws Exception {
        try (TestServer broker = TestServers.kafka(data)) {
            broker.start();
            try (RunningIngest ingest = RunningIngest.start(IngestApplication.builder(),
                    "--spring.kafka.bootstrap-servers=" + broker.address(),
                    "--meals.ingest.ack-timeout=" + ACK_TIMEOUT, "--server.tomcat.threads.max=4")) {
                await().atMost(Duration.ofSeconds(20)).until(() -> ingest.bean(Registry.class).caughtUp());
                String token = ingest.registerTerminal("T-1", "330106-0042");
                await().atMost(Duration.ofSeconds(60)).until(() -> post(ingest, token).statusCode() == 200);

                broker.stop();
                List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 80).mapToObj(i -> postAsync(ingest, token)).toList();

                // Eighty requests for Kafka, and four server threads: they still answer others, which they could not if
                // each of the eighty held one up for half a second.
                long started = System.nanoTime();
                assertThat(ingest.postEvents("unknown", "{}").statusCode()).isEqualTo(401);
                assertThat(ingest.postEvents(token, "[7]").statusCode()).isEqualTo(422);
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ACK_TIMEOUT.dividedBy(2));

                for (CompletableFuture<HttpResponse<String>> answer : waiting) {
                    assertThat(answer.join().statusCode()).isEqualTo(503);
                    assertThat(answer.join().headers().firstValue("Retry-After")).isPresent();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ACK_TIMEOUT.multipliedBy(3));
                assertThat(ingest.put("/v1/points/330106-0043", """
                        {"name": "a", "district": "330106", "subdistrict": "330106003"}""").statusCode()).isEqualTo(503);

                broker.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> post(ingest, token).statusCode() == 200);
                // The registry goes on by itself, too.
                await().atMost(Duration.ofSeconds(60)).until(() -> ingest.put("/v1/points/330106-0044", """
                        {"name": "a", "district": "330106", "subdistrict": "330106003"}""").statusCode() < 300);
            }
        }
    }

    private static HttpResponse<String> post(RunningIngest ingest, String token) throws Exception {
        return ingest.postEvents(token, IngestKafkaIT.served(UUID.randomUUID().toString(), null));
    }

    private static CompletableFuture<HttpResponse<String>> postAsync(RunningIngest ingest, String token) {
        return ingest.http().sendAsync(ingest.events(token, BodyPublishers.ofString(IngestKafkaIT.served(UUID.randomUUID().toString(), null)))
                .header("Content-Type", "application/json").build(), BodyHandlers.ofString());
    }
}
