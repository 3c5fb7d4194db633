package org.allcity.benchmark.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.peer.Settings;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Events by diner: state per month and year, changes bundled in memory by cell, emitted 100 ms later at most and before every barrier
 * (as the mini-batches of Flink SQL); then by scope: absolute counts; then a sink that writes absolute values and waits for Redis at
 * every barrier. Redis may run ahead of the last checkpoint: what it holds of a lost epoch is written again by the replay, since every
 * field touched after the checkpoint is touched again, and is written even where a bundle's changes cancel out.
 */
public final class FlinkPeer {

    private FlinkPeer() {}

    public static void main(String[] arguments) throws Exception {
        String backend = arguments[0];
        Path checkpoints = Path.of(Settings.STATE, "checkpoints");
        Configuration configuration = configuration(backend, checkpoints);
        Optional<Path> last = latest(checkpoints);
        last.ifPresent(path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(Settings.THREADS, configuration);
        TypeInformation<Tuple2<Long, int[]>> counts = Types.TUPLE(Types.LONG, PrimitiveArrayTypeInfo.INT_PRIMITIVE_ARRAY_TYPE_INFO);
        environment.fromSource(source(), WatermarkStrategy.noWatermarks(), "events").uid("events")
                .keyBy(event -> new Diner(event.dinerHigh, event.dinerLow), Serializers.DINER)
                .transform("diners", counts, new CountDiners()).uid("diners")
                .keyBy(scope -> scope.f0, Types.LONG)
                .transform("scopes", counts, new SumScopes()).uid("scopes")
                .sinkTo(new RedisSink()).uid("redis");
        environment.execute("meals");
    }

    private static Configuration configuration(String backend, Path checkpoints) {
        Configuration configuration = new Configuration();
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(Settings.number("CHECKPOINT_MS", 5_000)));
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION, ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, Settings.THREADS);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(backend.equals("rocksdb") ? 512 : 8));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        return configuration;
    }

    private static KafkaSource<MealEvent> source() {
        return KafkaSource.<MealEvent>builder()
                .setBootstrapServers(Settings.BOOTSTRAP)
                .setTopics(Settings.TOPIC)
                .setGroupId(Settings.APPLICATION)
                .setProperties(Settings.consumer(Settings.BOOTSTRAP, null))
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Decode())
                .build();
    }

    /** The newest complete checkpoint of any earlier life. */
    private static Optional<Path> latest(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(checkpoints, 3)) {
            return all.filter(path -> path.getFileName().toString().equals("_metadata"))
                    .max(Comparator.comparing(path -> path.toFile().lastModified()))
                    .map(Path::getParent);
        }
    }

    /** One event is filled again and again: the exchange behind the source writes it out before the next is read. */
    private static final class Decode implements KafkaRecordDeserializationSchema<MealEvent> {

        private static final long serialVersionUID = 1;

        private transient MealEvent event;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<MealEvent> out) {
            Settings.markFirstPoll();
            if (event == null) {
                event = new MealEvent();
            }
            out.collect(event.decode(record.value()));
        }

        @Override
        public TypeInformation<MealEvent> getProducedType() {
            return Serializers.EVENT;
        }
    }
}
