package org.allcity.benchmark.flink;

import java.nio.charset.StandardCharsets;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.peer.CountWriter;
import org.allcity.benchmark.peer.Settings;
import org.allcity.benchmark.redis.RedisConnection;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.java.tuple.Tuple2;

/** Writes absolute counts, pushed every 20 ms at the latest. */
final class RedisSink implements Sink<Tuple2<Long, int[]>> {

    private static final long serialVersionUID = 1;
    private static final int PUSH_MILLIS = 20;

    @Override
    public SinkWriter<Tuple2<Long, int[]>> createWriter(WriterInitContext context) {
        Writer writer = new Writer();
        ProcessingTimeService time = context.getProcessingTimeService();
        time.registerTimer(System.currentTimeMillis() + PUSH_MILLIS, new ProcessingTimeService.ProcessingTimeCallback() {
            @Override
            public void onProcessingTime(long now) {
                writer.push();
                time.registerTimer(System.currentTimeMillis() + PUSH_MILLIS, this);
            }
        });
        return writer;
    }

    /** Pipelines; replies are read one push later, so that the task does not wait for Redis but at barriers. */
    private static final class Writer implements SinkWriter<Tuple2<Long, int[]>> {

        private static final byte[] HSET = "HSET".getBytes(StandardCharsets.US_ASCII);
        private static final int PUSH_BYTES = 1 << 17;

        private final RedisConnection redis = new RedisConnection(Settings.REDIS_PORT);
        private final CountWriter points = new CountWriter(redis);

        @Override
        public void write(Tuple2<Long, int[]> counts, Context context) {
            long scope = counts.f0;
            points.list(scope);
            redis.command(2 + counts.f1.length).argument(HSET).argument(Cells.key(Settings.PREFIX, scope));
            for (int i = 0; i < counts.f1.length; i += 2) {
                redis.argument(Cells.fieldName(scope, counts.f1[i])).argument(counts.f1[i + 1]);
            }
            if (redis.buffered() > PUSH_BYTES) {
                push();
            }
        }

        void push() {
            if (redis.buffered() == 0) {
                return;
            }
            int sent = redis.unflushed();
            redis.flush();
            redis.drain(sent);
        }

        @Override
        public void flush(boolean endOfInput) {
            redis.sync();
        }

        @Override
        public void close() {
            redis.close();
        }
    }
}
