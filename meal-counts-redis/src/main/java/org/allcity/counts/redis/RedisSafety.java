package org.allcity.counts.redis;

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
     * Expects that the server refuses writes, rather than dropping counts, when its memory is full.
     *
     * @param info its answer to INFO memory
     */
    static void checkNoEviction(String node, String info) {
        String policy = value(info, "maxmemory_policy");
        if (!policy.equals("noeviction")) {
            throw new IllegalStateException(node + ": maxmemory-policy: " + policy
                    + " (expected: noeviction, or counts would vanish when memory is full; set it in redis.conf)");
        }
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
