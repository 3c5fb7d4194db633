package org.allcity.aggregator.kafka;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.allcity.counts.ApplyResult;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One span for each request that is followed, in the request's trace, from when its records are in a batch to when they are visible;
 * and one for the script, a child of the first of these. It and the others are linked, since a batch is of many requests.
 */
final class OpenTelemetryBatchTracing implements BatchTracing {

    private static final String TRACE_PARENT = "traceparent";

    /** As many links a span may have. */
    private static final int FOLLOWED_MAX = 128;

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final String topic;

    /** By the id of the span that sent the records. */
    private final Map<String, Span> followed = new LinkedHashMap<>();

    OpenTelemetryBatchTracing(OpenTelemetry openTelemetry, String topic) {
        this.tracer = openTelemetry.getTracer("org.allcity.aggregator");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
        this.topic = topic;
    }

    @Override
    public void clear() {
        followed.clear();
    }

    @Override
    public void folded(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (record.headers().lastHeader(TRACE_PARENT) != null && followed.size() < FOLLOWED_MAX) {
                Context sent = propagator.extract(Context.root(), record.headers(), HeaderTexts.INSTANCE);
                SpanContext sender = Span.fromContext(sent).getSpanContext();
                if (sender.isSampled()) {
                    followed.computeIfAbsent(sender.getSpanId(), id -> process(sent, record.partition()));
                }
            }
        }
    }

    private Span process(Context sent, int partition) {
        return tracer.spanBuilder("process " + topic)
                .setParent(sent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.destination.partition.id", String.valueOf(partition))
                .setAttribute("messaging.operation.type", "process")
                .startSpan();
    }

    @Override
    public ApplyResult written(Supplier<ApplyResult> writing) {
        if (followed.isEmpty()) {
            return writing.get();
        }
        Span script = script();
        try (Scope scope = script.makeCurrent()) {
            ApplyResult result = writing.get();
            end(script, result instanceof ApplyResult.Applied ? null : result.getClass().getSimpleName());
            return result;
        } catch (RuntimeException e) {
            end(script, e.getClass().getSimpleName());
            throw e;
        }
    }

    private Span script() {
        Iterator<Span> spans = followed.values().iterator();
        SpanBuilder builder = tracer.spanBuilder("apply batch")
                .setParent(Context.root().with(spans.next()))
                .setAttribute("db.system.name", "redis")
                .setAttribute("db.operation.name", "EVALSHA")
                .setAttribute("meals.requests.followed", followed.size());
        spans.forEachRemaining(other -> builder.addLink(other.getSpanContext()));
        Span script = builder.startSpan();
        followed.values().stream().skip(1).forEach(other -> other.addLink(script.getSpanContext()));
        return script;
    }

    private void end(Span script, @Nullable String refusal) {
        if (refusal != null) {
            script.setStatus(StatusCode.ERROR, refusal);
            followed.values().forEach(span -> span.setStatus(StatusCode.ERROR, refusal));
        }
        script.end();
        followed.values().forEach(Span::end);
        followed.clear();
    }

    /** Headers of a record as texts. */
    private enum HeaderTexts implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers headers) {
            return () -> StreamSupport.stream(headers.spliterator(), false).map(Header::key).iterator();
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            Header header = headers == null ? null : headers.lastHeader(key);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
