package org.allcity.ingest.kafka;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** One span for all facts of a request, whose W3C context goes into each record. */
final class OpenTelemetryPublishTracing implements PublishTracing {

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    OpenTelemetryPublishTracing(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("org.allcity.ingest");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public Publication begin(String topic, int facts) {
        Span span = tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.batch.message_count", facts)
                .startSpan();
        // Records are kept for ever: one that nobody follows is not to carry that nobody does.
        return span.getSpanContext().isSampled() ? new Followed(span, headers(span)) : Publication.NONE;
    }

    private List<Header> headers(Span span) {
        List<Header> headers = new ArrayList<>();
        propagator.inject(Context.current().with(span), headers, (carrier, name, value) ->
                carrier.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8))));
        return headers;
    }

    private record Followed(Span span, List<Header> headers) implements Publication {

        @Override
        public void ended(@Nullable Throwable failure) {
            if (failure != null) {
                span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
            }
            span.end();
        }
    }
}
