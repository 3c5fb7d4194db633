package org.allcity.benchmark.ingest;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes the Kafka Bridge's requests and gives its answers, on what it is built of (Vert.x, Jackson, Kafka's producer), and does no more
 * than that: no routes, no validation by a schema, no metrics, no logs. An event loop for each core.
 */
final class StandInServer extends VerticleBase {

    static final String STARTED = "listening";

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int port;

    private StandInServer(KafkaProducer<byte[], byte[]> producer, String topic, int port) {
        this.producer = producer;
        this.topic = topic;
        this.port = port;
    }

    /** Arguments: port, topic, then settings of the producer as name=value. */
    public static void main(String[] args) {
        Map<String, Object> settings = new HashMap<>();
        for (int i = 2; i < args.length; i++) {
            String[] setting = args[i].split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings);
        // So that no event loop waits for it.
        producer.partitionsFor(args[1]);
        Vertx.vertx()
                .deployVerticle(() -> new StandInServer(producer, args[1], Integer.parseInt(args[0])),
                        new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
                .onSuccess(id -> System.out.println(STARTED))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer().requestHandler(this::take).listen(port, "127.0.0.1");
    }

    private void take(HttpServerRequest request) {
        Context loop = context;
        request.body().onSuccess(body -> {
            List<CompletableFuture<RecordMetadata>> sent = sent(body);
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .whenComplete((all, failure) -> loop.runOnContext(ignored -> answer(request, sent, failure)));
        });
    }

    private List<CompletableFuture<RecordMetadata>> sent(Buffer body) {
        JsonArray records = body.toJsonObject().getJsonArray("records");
        Base64.Decoder base64 = Base64.getDecoder();
        List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            JsonObject record = records.getJsonObject(i);
            CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
            sent.add(acknowledged);
            producer.send(
                    new ProducerRecord<>(topic, base64.decode(record.getString("key")), base64.decode(record.getString("value"))),
                    (metadata, failure) -> {
                        if (failure == null) {
                            acknowledged.complete(metadata);
                        } else {
                            acknowledged.completeExceptionally(failure);
                        }
                    });
        }
        return sent;
    }

    private static void answer(HttpServerRequest request, List<CompletableFuture<RecordMetadata>> sent, Throwable failure) {
        if (failure != null) {
            request.response().setStatusCode(500).end();
            return;
        }
        JsonArray offsets = new JsonArray();
        for (CompletableFuture<RecordMetadata> one : sent) {
            RecordMetadata metadata = one.join();
            offsets.add(new JsonObject().put("partition", metadata.partition()).put("offset", metadata.offset()));
        }
        request.response().putHeader("Content-Type", "application/vnd.kafka.v2+json")
                .end(new JsonObject().put("offsets", offsets).toBuffer());
    }
}
