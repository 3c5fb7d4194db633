package org.allcity.counts.redis;

import java.util.Optional;

/** Whether a Redis server can be trusted with counts, by its own account of itself. */
final class RedisSafety {

    private static final int MAJOR_MIN = 6;
    private static final int MINOR_MIN = 2;

    private RedisSafety() {}

    /**
     * Expects the oldest version that the scripts are tested with, or a later one.
     *
     * @param node which server it is, for people
     * @param info its answer to INFO server
     */
    static void checkVersion(String node, String info) {
        String version = value(info, "redis_version");
        if (!isRecent(version)) {
            throw new IllegalStateException(
                    node + ": redis_version: " + version + " (expected: " + MAJOR_MIN + "." + MINOR_MIN + " or later)");
        }
    }

    /**
     * What is wrong where a server may drop what is counted when its memory is full, instead of refusing writes; empty otherwise.
     *
     * @param info its answer to INFO memory
     */
    static Optional<String> eviction(String node, String info) {
        String policy = value(info, "maxmemory_policy");
        return policy.equals("noeviction")
                ? Optional.empty()
                : Optional.of(node + ": maxmemory-policy: " + policy
                        + " (expected: noeviction, or counts would vanish when memory is full; set it in redis.conf)");
    }

    /**
     * What is wrong where a server did drop keys since it was started; empty otherwise.
     *
     * @param info its answer to INFO stats
     */
    static Optional<String> evicted(String node, String info) {
        String keys = value(info, "evicted_keys");
        return keys.equals("0")
                ? Optional.empty()
                : Optional.of(node + ": evicted_keys: " + keys + " (expected: 0, since what was counted may be among them)");
    }

    /**
     * What is wrong where a server forgets what was counted when it is restarted; empty otherwise.
     *
     * @param info its answer to INFO persistence
     */
    static Optional<String> forgetfulness(String node, String info) {
        String enabled = value(info, "aof_enabled");
        return enabled.equals("1")
                ? Optional.empty()
                : Optional.of(node + ": appendonly: " + (enabled.equals("0") ? "no" : enabled)
                        + " (expected: yes in production, or a restart loses the counts, which then have to be made again from the"
                        + " log; set it in redis.conf)");
    }

    static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static boolean isRecent(String version) {
        String[] parts = version.split("\\.");
        if (parts.length < 2 || !parts[0].matches("\\d{1,4}") || !parts[1].matches("\\d{1,4}")) {
            return false;
        }
        int major = Integer.parseInt(parts[0]);
        return major > MAJOR_MIN || major == MAJOR_MIN && Integer.parseInt(parts[1]) >= MINOR_MIN;
    }
}
