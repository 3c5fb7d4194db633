package org.allcity.benchmark.flink;

import java.io.IOException;
import java.util.function.Supplier;
import org.allcity.benchmark.event.MealEvent;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializers by hand: of fixed width, and nothing by reflection. */
final class Serializers {

    static final TypeInformation<MealEvent> EVENT = new Info<>(MealEvent.class, new EventSerializer());
    static final TypeInformation<Diner> DINER = new Info<>(Diner.class, new DinerSerializer());

    private Serializers() {}

    /** Only what counts depend on. */
    public static final class EventSerializer extends Base<MealEvent> {

        @Override
        public void serialize(MealEvent event, DataOutputView out) throws IOException {
            out.writeLong(event.orderHigh);
            out.writeLong(event.orderLow);
            out.writeLong(event.dinerHigh);
            out.writeLong(event.dinerLow);
            out.writeLong(event.occurredAt);
            out.writeInt(event.place);
            out.writeInt(event.day << 16 | event.servings << 11 | event.group << 8 | event.mode << 6 | event.period << 4
                    | event.kind << 2 | (event.registered ? 1 : 0));
        }

        @Override
        public MealEvent deserialize(MealEvent event, DataInputView in) throws IOException {
            event.orderHigh = in.readLong();
            event.orderLow = in.readLong();
            event.dinerHigh = in.readLong();
            event.dinerLow = in.readLong();
            event.occurredAt = in.readLong();
            event.place = in.readInt();
            int packed = in.readInt();
            event.day = packed >>> 16;
            event.servings = packed >>> 11 & 31;
            event.group = packed >>> 8 & 7;
            event.mode = packed >>> 6 & 3;
            event.period = packed >>> 4 & 3;
            event.kind = packed >>> 2 & 3;
            event.registered = (packed & 1) != 0;
            return event;
        }

        @Override
        public MealEvent createInstance() {
            return new MealEvent();
        }

        @Override
        public MealEvent copy(MealEvent event) {
            MealEvent copy = new MealEvent();
            copy.orderHigh = event.orderHigh;
            copy.orderLow = event.orderLow;
            copy.dinerHigh = event.dinerHigh;
            copy.dinerLow = event.dinerLow;
            copy.occurredAt = event.occurredAt;
            copy.place = event.place;
            copy.day = event.day;
            copy.servings = event.servings;
            copy.group = event.group;
            copy.mode = event.mode;
            copy.period = event.period;
            copy.kind = event.kind;
            copy.registered = event.registered;
            return copy;
        }

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public int getLength() {
            return 48;
        }

        @Override
        public TypeSerializerSnapshot<MealEvent> snapshotConfiguration() {
            return new EventSnapshot();
        }
    }

    /** Named in checkpoints. */
    public static final class EventSnapshot extends SimpleTypeSerializerSnapshot<MealEvent> {
        public EventSnapshot() {
            super(named(EventSerializer::new));
        }
    }

    /** Two longs. */
    public static final class DinerSerializer extends Base<Diner> {

        @Override
        public void serialize(Diner diner, DataOutputView out) throws IOException {
            out.writeLong(diner.high());
            out.writeLong(diner.low());
        }

        @Override
        public Diner deserialize(Diner reuse, DataInputView in) throws IOException {
            return new Diner(in.readLong(), in.readLong());
        }

        @Override
        public Diner createInstance() {
            return new Diner(0, 0);
        }

        @Override
        public Diner copy(Diner diner) {
            return diner;
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public int getLength() {
            return 16;
        }

        @Override
        public TypeSerializerSnapshot<Diner> snapshotConfiguration() {
            return new DinerSnapshot();
        }
    }

    /** Named in checkpoints. */
    public static final class DinerSnapshot extends SimpleTypeSerializerSnapshot<Diner> {
        public DinerSnapshot() {
            super(named(DinerSerializer::new));
        }
    }

    private static <T> Supplier<TypeSerializer<T>> named(Supplier<TypeSerializer<T>> supplier) {
        return supplier;
    }

    abstract static class Base<T> extends TypeSerializerSingleton<T> {

        @Override
        public T copy(T from, T reuse) {
            return copy(from);
        }

        @Override
        public T deserialize(DataInputView in) throws IOException {
            return deserialize(createInstance(), in);
        }

        @Override
        public void copy(DataInputView in, DataOutputView out) throws IOException {
            out.write(in, getLength());
        }
    }

    private static final class Info<T> extends TypeInformation<T> {

        private final Class<T> type;
        private final TypeSerializer<T> serializer;

        Info(Class<T> type, TypeSerializer<T> serializer) {
            this.type = type;
            this.serializer = serializer;
        }

        @Override
        public boolean isBasicType() {
            return false;
        }

        @Override
        public boolean isTupleType() {
            return false;
        }

        @Override
        public int getArity() {
            return 1;
        }

        @Override
        public int getTotalFields() {
            return 1;
        }

        @Override
        public Class<T> getTypeClass() {
            return type;
        }

        @Override
        public boolean isKeyType() {
            return true;
        }

        @Override
        public TypeSerializer<T> createSerializer(SerializerConfig config) {
            return serializer;
        }

        @Override
        public String toString() {
            return type.getSimpleName();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Info<?> info && info.type == type;
        }

        @Override
        public int hashCode() {
            return type.hashCode();
        }

        @Override
        public boolean canEqual(Object other) {
            return other instanceof Info;
        }
    }
}
