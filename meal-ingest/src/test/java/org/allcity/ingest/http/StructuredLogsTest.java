package org.allcity.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Logs as JSON, with the ids of the request that is followed. */
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogsTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void tellTheTraceOfARequest(CapturedOutput output) throws Exception {
        // Something that takes spans: an ingest that is stopped tries for ten seconds to be rid of its last ones.
        HttpServer spans = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        spans.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        spans.start();
        try (RunningIngest ingest = FakeIngest.start("--meals.tracing.enabled=true",
                "--meals.tracing.endpoint=http://127.0.0.1:" + spans.getAddress().getPort() + "/v1/traces",
                "--logging.config=classpath:structured-logback.xml", "--logging.structured.format.console=logstash",
                "--logging.level.org.allcity=debug")) {
            String token = ingest.registerTerminal("T-1", "330106-0042");

            ingest.send(ingest.events(token, BodyPublishers.ofString("[7]"))
                    .header("Content-Type", "application/json").header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));

            await().atMost(Duration.ofSeconds(10)).until(() -> output.getOut().contains("Event rejected."));
            String line = output.getOut().lines().filter(one -> one.contains("Event rejected.")).findFirst().orElseThrow();
            JsonNode json = RunningIngest.JSON.readTree(line);
            assertThat(json.path("traceId").asString()).isEqualTo(TRACE);
            assertThat(json.path("spanId").asString()).hasSize(16);
            assertThat(json.path("level").asString()).isEqualTo("DEBUG");
            assertThat(ingest.bean(OpenTelemetry.class)).isNotNull();
        } finally {
            spans.stop(0);
        }
    }
}
