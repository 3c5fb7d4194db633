package org.allcity.schema;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/**
 * The generated classes of this package. Since 1.12.2 Avro makes none that it was not told to trust, and its own list of those is
 * global to the JVM; decoders that are given this one need no list.
 */
public final class SchemaClasses extends SpecificData {

    private static final String PACKAGE = SchemaClasses.class.getPackageName() + ".";

    private final Map<String, Class<?>> byName = new ConcurrentHashMap<>();

    public SchemaClasses() {
        addLogicalTypeConversion(new TimeConversions.DateConversion());
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    public Class<?> getClass(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> byName.computeIfAbsent(schema.getFullName(), SchemaClasses::own);
            default -> super.getClass(schema);
        };
    }

    private static Class<?> own(String name) {
        if (!name.startsWith(PACKAGE)) {
            throw new IllegalArgumentException("class: " + name + " (expected: one of " + PACKAGE + "*)");
        }
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("schema " + name + " has no generated class", e);
        }
    }
}
