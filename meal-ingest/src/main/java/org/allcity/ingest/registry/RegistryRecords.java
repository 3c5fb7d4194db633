package org.allcity.ingest.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.allcity.ingest.MealPoint;
import org.allcity.ingest.ServiceReport.Period;
import org.allcity.schema.PointRegistered;
import org.allcity.schema.ReleasedSchemas;
import org.allcity.schema.SchemaClasses;
import org.allcity.schema.TerminalRegistered;
import org.allcity.schema.TokenHash;
import org.apache.avro.message.BinaryMessageDecoder;
import org.jspecify.annotations.Nullable;

/** The registry's records as they lie in its topic: key {@code point/<id>} or {@code terminal/<id>}, value Avro. */
final class RegistryRecords {

    private static final String POINT = "point/";
    private static final String TERMINAL = "terminal/";

    private final BinaryMessageDecoder<PointRegistered> points =
            new BinaryMessageDecoder<>(new SchemaClasses(), PointRegistered.getClassSchema());
    private final BinaryMessageDecoder<TerminalRegistered> terminals =
            new BinaryMessageDecoder<>(new SchemaClasses(), TerminalRegistered.getClassSchema());

    RegistryRecords() {
        ReleasedSchemas.of("PointRegistered").forEach(points::addSchema);
        ReleasedSchemas.of("TerminalRegistered").forEach(terminals::addSchema);
    }

    static byte[] pointKey(String pointId) {
        return (POINT + pointId).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] terminalKey(String terminalId) {
        return (TERMINAL + terminalId).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] value(MealPoint point) {
        Map<String, String> windows = new TreeMap<>();
        point.windows().forEach((period, window) -> windows.put(period.name(), window));
        PointRegistered registered = new PointRegistered(point.pointId(), point.name(), point.district(),
                point.subdistrict(), windows, point.latitude(), point.longitude());
        try {
            return bytes(registered.toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] value(String terminalId, String pointId, TokenHash tokenHash) {
        try {
            return bytes(new TerminalRegistered(terminalId, pointId, tokenHash).toByteBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies one record; a null value is a removal. */
    void apply(byte[] keyBytes, byte @Nullable [] value, RegistryState state) throws IOException {
        String key = new String(keyBytes, StandardCharsets.UTF_8);
        if (key.startsWith(POINT)) {
            if (value == null) {
                state.removePoint(key.substring(POINT.length()));
            } else {
                state.put(point(points.decode(value)));
            }
        } else if (key.startsWith(TERMINAL)) {
            if (value == null) {
                state.removeTerminal(key.substring(TERMINAL.length()));
            } else {
                state.put(terminals.decode(value));
            }
        } else {
            throw new IOException("key: not " + POINT + "<id> or " + TERMINAL + "<id>");
        }
    }

    private static MealPoint point(PointRegistered registered) {
        Map<Period, String> windows = new EnumMap<>(Period.class);
        registered.getWindows().forEach((period, window) -> windows.put(Period.valueOf(period), window));
        return new MealPoint(registered.getPointId(), registered.getName(), registered.getDistrict(),
                registered.getSubdistrict(), windows, registered.getLatitude(), registered.getLongitude());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
