package org.allcity.benchmark.flink;

import java.util.Arrays;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Absolute counts by scope: pairs of field and count, fields ascending. What changed leaves as such pairs, zeros too. */
final class SumScopes extends AbstractStreamOperator<Tuple2<Long, int[]>>
        implements OneInputStreamOperator<Tuple2<Long, int[]>, Tuple2<Long, int[]>> {

    private static final long serialVersionUID = 1;

    private transient ValueState<int[]> counts;
    private transient StreamRecord<Tuple2<Long, int[]>> out;

    @Override
    public void open() throws Exception {
        super.open();
        counts = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("counts", PrimitiveArrayTypeInfo.INT_PRIMITIVE_ARRAY_TYPE_INFO));
        out = new StreamRecord<>(Tuple2.of(0L, new int[0]));
    }

    @Override
    public void processElement(StreamRecord<Tuple2<Long, int[]>> element) throws Exception {
        int[] changes = element.getValue().f1;
        int[] was = counts.value();
        int length = was == null ? 0 : was.length;
        int[] is = new int[length + 2 * changes.length];
        int[] changed = new int[2 * changes.length];
        int from = 0;
        int to = 0;
        for (int i = 0; i < changes.length; i++) {
            int field = CountDiners.field(changes[i]);
            while (from < length && was[from] < field) {
                is[to++] = was[from++];
                is[to++] = was[from++];
            }
            int count = CountDiners.amount(changes[i]);
            if (from < length && was[from] == field) {
                count += was[from + 1];
                from += 2;
            }
            is[to++] = field;
            is[to++] = count;
            changed[2 * i] = field;
            changed[2 * i + 1] = count;
        }
        while (from < length) {
            is[to++] = was[from++];
        }
        counts.update(to == is.length ? is : Arrays.copyOf(is, to));
        out.getValue().f0 = element.getValue().f0;
        out.getValue().f1 = changed;
        output.collect(out);
    }
}
