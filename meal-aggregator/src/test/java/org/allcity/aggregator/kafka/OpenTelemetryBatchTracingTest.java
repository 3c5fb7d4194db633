package org.allcity.aggregator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.allcity.counts.ApplyResult;
import org.allcity.counts.StoreUnavailableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OpenTelemetryBatchTracingTest {

    private static final String TOPIC = "meal-events.330100";
    private static final ApplyResult APPLIED = new ApplyResult.Applied();

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final BatchTracing tracing = new OpenTelemetryBatchTracing(
            OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                            .build())
                    .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                    .build(),
            TOPIC);

    @Test
    void givesTheScriptToTheFirstRequestAndLinksTheOthers() {
        tracing.folded(List.of(record(sent(1, true)), record(null), record(sent(2, true)), record(sent(1, true))));

        tracing.written(() -> APPLIED);

        SpanData script = one("apply batch");
        List<SpanData> processed = named("process " + TOPIC);
        assertThat(processed).extracting(SpanData::getTraceId).containsExactly(trace(1), trace(2));
        assertThat(processed).extracting(SpanData::getParentSpanId).containsExactly(span(1), span(2));
        assertThat(script.getTraceId()).isEqualTo(trace(1));
        assertThat(script.getParentSpanId()).isEqualTo(processed.get(0).getSpanId());
        assertThat(script.getLinks()).extracting(LinkData::getSpanContext).containsExactly(processed.get(1).getSpanContext());
        assertThat(processed.get(1).getLinks()).extracting(LinkData::getSpanContext).containsExactly(script.getSpanContext());
    }

    @Test
    void followsNothingThatIsNotSampledOrNotToBeRead() {
        ConsumerRecord<byte[], byte[]> garbage = record(null);
        garbage.headers().add("traceparent", "garbage".getBytes(StandardCharsets.UTF_8));
        ConsumerRecord<byte[], byte[]> empty = record(null);
        empty.headers().add("traceparent", null);

        tracing.folded(List.of(record(sent(1, false)), garbage, empty));
        tracing.written(() -> APPLIED);

        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void isCurrentWhileTheBatchIsWritten() {
        tracing.folded(List.of(record(sent(1, true))));
        List<String> current = new ArrayList<>();

        tracing.written(() -> {
            current.add(Span.current().getSpanContext().getTraceId());
            return APPLIED;
        });

        assertThat(current).containsExactly(trace(1));
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void saysThatABatchWasRefusedOrFailed() {
        tracing.folded(List.of(record(sent(1, true))));
        tracing.written(() -> new ApplyResult.PositionDiffers(7));
        assertThat(one("apply batch").getStatus().getDescription()).isEqualTo("PositionDiffers");
        exporter.reset();

        tracing.folded(List.of(record(sent(2, true))));
        assertThatThrownBy(() -> tracing.written(() -> {
            throw new StoreUnavailableException("Redis: away", new IllegalStateException("test"));
        })).isInstanceOf(StoreUnavailableException.class);

        assertThat(one("apply batch").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(one("process " + TOPIC).getStatus().getDescription()).isEqualTo("StoreUnavailableException");
    }

    @Test
    void forgetsWhatABatchBeforeLeftBehindAndHoldsSoManyAtMost() {
        tracing.folded(List.of(record(sent(1, true))));
        tracing.clear();
        for (int request = 2; request < 1_000; request++) {
            tracing.folded(List.of(record(sent(request, true))));
        }

        tracing.written(() -> APPLIED);

        assertThat(named("process " + TOPIC)).hasSize(128).noneMatch(span -> span.getTraceId().equals(trace(1)));
        assertThat(one("apply batch").getLinks()).hasSize(127);
    }

    private SpanData one(String name) {
        assertThat(named(name)).hasSize(1);
        return named(name).get(0);
    }

    private List<SpanData> named(String name) {
        return exporter.getFinishedSpanItems().stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static String trace(int request) {
        return "%032x".formatted(request);
    }

    private static String span(int request) {
        return "%016x".formatted(request);
    }

    private static String sent(int request, boolean sampled) {
        return "00-" + trace(request) + "-" + span(request) + (sampled ? "-01" : "-00");
    }

    private static ConsumerRecord<byte[], byte[]> record(String traceParent) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(TOPIC, 0, 0, new byte[16], new byte[1]);
        if (traceParent != null) {
            record.headers().add("traceparent", traceParent.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }
}
