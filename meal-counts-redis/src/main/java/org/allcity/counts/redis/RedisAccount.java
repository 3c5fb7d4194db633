package org.allcity.counts.redis;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What all servers together say of themselves, as figures.
 *
 * @param neverEvicts every one refuses writes rather than drop keys
 * @param evictedKeys dropped since each was started
 * @param appendsOnly every one keeps an append-only file
 * @param writes every one wrote to disk when it last had to: that file, its rewrite, a snapshot
 * @param memoryUsedRatio of the fullest, of what it may use; 0 where there is no limit
 */
public record RedisAccount(
        boolean neverEvicts, long evictedKeys, boolean appendsOnly, boolean writes, double memoryUsedRatio) {

    private static final String[] WRITE_STATUS = {"aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"};

    /** From the answers of all servers to three sections of INFO. */
    static RedisAccount of(Map<String, String> memory, Map<String, String> stats, Map<String, String> persistence) {
        return new RedisAccount(
                all(memory, info -> RedisSafety.value(info, "maxmemory_policy").equals("noeviction")),
                sum(stats.values(), info -> number(info, "evicted_keys")),
                all(persistence, info -> RedisSafety.value(info, "aof_enabled").equals("1")),
                all(persistence, RedisAccount::wrote),
                memory.values().stream().mapToDouble(RedisAccount::used).max().orElse(0));
    }

    private static boolean all(Map<String, String> infoByNode, Predicate<String> check) {
        return infoByNode.values().stream().allMatch(check);
    }

    private static long sum(Collection<String> infos, Function<String, Long> number) {
        return infos.stream().mapToLong(number::apply).sum();
    }

    private static boolean wrote(String persistence) {
        for (String status : WRITE_STATUS) {
            if (RedisSafety.value(persistence, status).equals("err")) {
                return false;
            }
        }
        return true;
    }

    private static double used(String memory) {
        long limit = number(memory, "maxmemory");
        return limit == 0 ? 0 : (double) number(memory, "used_memory") / limit;
    }

    private static long number(String info, String name) {
        String text = RedisSafety.value(info, name);
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
