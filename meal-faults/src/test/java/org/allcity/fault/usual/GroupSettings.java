package org.allcity.fault.usual;

import java.util.Properties;

/** What the groups of all ways have in common. A member that is gone is missed after two seconds, as the tests' broker allows. */
public final class GroupSettings {

    public static final int SESSION_TIMEOUT_MILLIS = 2_000;
    public static final int HEARTBEAT_MILLIS = 400;

    private GroupSettings() {}

    /** A consumer that commits its offsets itself. */
    static Properties consumer(String bootstrapServers, String group) {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("group.id", group);
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        config.put("session.timeout.ms", SESSION_TIMEOUT_MILLIS);
        config.put("heartbeat.interval.ms", HEARTBEAT_MILLIS);
        return config;
    }
}
