package org.allcity.benchmark.peer;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a peer is told by the harness, in its environment. */
public final class Settings {

    public static final String BOOTSTRAP = text("BOOTSTRAP", "127.0.0.1:9092");
    public static final String TOPIC = text("TOPIC", "meal-events.330100");
    public static final int REDIS_PORT = number("REDIS_PORT", 6379);
    /** What all keys of counts begin with. */
    public static final String PREFIX = text("PREFIX", "{330100}:1:");
    /** Name of this run in Kafka. */
    public static final String APPLICATION = text("APPLICATION", "peer");
    /** Folder for state and checkpoints. */
    public static final String STATE = text("STATE", "state");
    public static final int THREADS = number("THREADS", 2);

    private static boolean polled;

    private Settings() {}

    public static String text(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    public static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    public static Properties consumer(String bootstrap, @Nullable String group) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        if (group != null) {
            properties.put("group.id", group);
        }
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        properties.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        properties.put("max.poll.records", "5000");
        properties.put("fetch.max.bytes", "16777216");
        properties.put("max.partition.fetch.bytes", "2097152");
        properties.put("fetch.max.wait.ms", "50");
        properties.put("receive.buffer.bytes", "1048576");
        properties.put("check.crcs", "true");
        return properties;
    }

    /** Tells the harness, once, that the first record has arrived: the clock of a drain starts here. */
    public static void markFirstPoll() {
        if (!polled) {
            tellFirstPoll();
        }
    }

    private static synchronized void tellFirstPoll() {
        if (!polled) {
            polled = true;
            System.out.println("FIRST_POLL " + System.currentTimeMillis());
            System.out.flush();
        }
    }
}
