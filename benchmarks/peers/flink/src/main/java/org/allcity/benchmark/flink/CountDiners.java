package org.allcity.benchmark.flink;

import java.util.Arrays;
import org.allcity.benchmark.count.CellSums;
import org.allcity.benchmark.count.Cells;
import org.allcity.benchmark.event.MealEvent;
import org.allcity.benchmark.event.ServiceDays;
import org.allcity.benchmark.peer.Changes;
import org.allcity.benchmark.peer.DinerFold;
import org.allcity.benchmark.peer.Settings;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.internal.InternalKvState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The diners' state: by diner, with the month or year as the namespace, as windows have it. Changes leave in bundles of one scope:
 * its number, and fields with the sums of their changes, each in an int.
 */
final class CountDiners extends AbstractStreamOperator<Tuple2<Long, int[]>>
        implements OneInputStreamOperator<MealEvent, Tuple2<Long, int[]>> {

    private static final long serialVersionUID = 1;
    private static final int FLUSH_MILLIS = Settings.number("FLUSH_MS", 100);
    private static final int AMOUNT_BITS = 32 - Cells.FIELD_BITS;
    /** Months are counted from the year 0, so none has the number of a year. */
    private static final int WINDOWS = 1 << 16;

    private transient ValueState<byte[]> state;
    private transient InternalKvState<?, Integer, ?> windowed;
    private transient Integer[] windows;
    private transient DinerFold fold;
    private transient CellSums sums;
    private transient StreamRecord<Tuple2<Long, int[]>> out;

    @Override
    @SuppressWarnings("unchecked")
    public void open() throws Exception {
        super.open();
        state = getOrCreateKeyedState(IntSerializer.INSTANCE,
                new ValueStateDescriptor<>("diners", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        windowed = (InternalKvState<?, Integer, ?>) state;
        windows = new Integer[WINDOWS];
        fold = new DinerFold();
        sums = new CellSums();
        out = new StreamRecord<>(Tuple2.of(0L, new int[0]));
        getProcessingTimeService().scheduleWithFixedDelay(time -> flush(), FLUSH_MILLIS, FLUSH_MILLIS);
    }

    @Override
    public void processElement(StreamRecord<MealEvent> element) throws Exception {
        MealEvent event = element.getValue();
        select(ServiceDays.month(event.day));
        if (!fold.apply(state.value(), event)) {
            return;
        }
        state.update(fold.month);
        if (fold.needsYear()) {
            select(ServiceDays.year(event.day));
            fold.applyYear(state.value());
            state.update(fold.year);
        }
        fold.finish();
        for (int i = 0; i < fold.size; i++) {
            Changes.add(fold.changes[i], sums);
        }
    }

    private void select(int window) {
        if (windows[window] == null) {
            windows[window] = window;
        }
        windowed.setCurrentNamespace(windows[window]);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void finish() {
        flush();
    }

    private void flush() {
        long[] cells = sums.sortedCells();
        int[] changes = new int[Cells.FIELDS];
        for (int at = 0; at < cells.length; ) {
            long scope = Cells.scopeOf(cells[at]);
            int n = 0;
            for (; at < cells.length && Cells.scopeOf(cells[at]) == scope; at++) {
                changes[n++] = Cells.fieldOf(cells[at]) << AMOUNT_BITS | sums.get(cells[at]) & (1 << AMOUNT_BITS) - 1;
            }
            out.getValue().f0 = scope;
            out.getValue().f1 = Arrays.copyOf(changes, n);
            output.collect(out);
        }
        sums.clear();
    }

    static int field(int change) {
        return change >>> AMOUNT_BITS;
    }

    static int amount(int change) {
        return change << Cells.FIELD_BITS >> Cells.FIELD_BITS;
    }
}
